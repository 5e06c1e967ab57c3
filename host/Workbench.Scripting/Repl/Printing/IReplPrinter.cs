using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>Shows the values of one kind.</summary>
public interface IReplPrinter
{
    /// <summary>How a value looks; null if it is not of this kind.</summary>
    /// <param name="value">The value of a submission, or an item of one.</param>
    /// <param name="others">All printers, for what the value is made of.</param>
    Shown? Show(object? value, ReplPrinters others);
}

/// <summary>How a value looks.</summary>
/// <param name="Line">As an item among others.</param>
/// <param name="Alone">As the value of a submission; null where that is the same.</param>
/// <param name="Drawn">As the value of a submission where it is more than text, as a table is; wins over <paramref name="Alone"/>.</param>
public sealed record Shown(string Line, string? Alone = null, IRenderable? Drawn = null);
