namespace Workbench.Specs;

/// <summary>A place in a file, or in the text of an override.</summary>
/// <param name="File">The file as the user named it, or the override as written on the command line.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct Mark(string File, int Line, int Column)
{
    /// <summary>A file as a whole: one that does not exist has no lines.</summary>
    public static Mark Whole(string file) => new(file, 0, 0);

    /// <summary><c>file:line:column</c>; of a whole file its name alone.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>A value with the place it was read from.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Mark">Where it stands.</param>
public sealed record Marked<T>(T Value, Mark Mark)
{
    /// <summary>Where the parts of a call stand, by option, <c>layer</c> included, where they have places of their own; else null.</summary>
    public IReadOnlyDictionary<string, Mark>? Places { get; init; }
}
