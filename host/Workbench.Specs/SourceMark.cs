namespace Workbench.Specs;

/// <summary>A place in a file, or in the text of an override.</summary>
/// <param name="File">The file as the user named it, or the override as written on the command line.</param>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
/// <param name="Column">Column, from 1; 0 for the file as a whole.</param>
public readonly record struct SourceMark(string File, int Line, int Column)
{
    /// <summary>A file as a whole, for example one that does not exist.</summary>
    public static SourceMark WholeFile(string file) => new(file, 0, 0);

    /// <summary>The place for a message at another place of the same file: the line, with the column if the line is the same.</summary>
    public string RelativeTo(SourceMark other) => Line == other.Line ? $"line {Line}, column {Column}" : $"line {Line}";

    /// <summary><c>file:line:column</c>, or the file's name alone for a whole file.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>A value with the place it was read from.</summary>
public sealed record Marked<T>(T Value, SourceMark Mark)
{
    /// <summary>The places of a call's options and <c>layer</c>, by name; null if the call is a single text.</summary>
    public IReadOnlyDictionary<string, SourceMark>? Places { get; init; }

    /// <summary>The group or panel through which a list has a method; null for a method that is listed itself.</summary>
    public string? Group { get; init; }
}
