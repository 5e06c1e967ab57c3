using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>Formats the values of one kind.</summary>
public interface IReplPrinter
{
    /// <summary>Formats a value; null if it is not of this kind.</summary>
    /// <param name="value">The value of a submission, or an item of one.</param>
    /// <param name="others">All printers, for the parts of the value.</param>
    Shown? Show(object? value, ReplPrinters others);
}

/// <summary>A formatted value.</summary>
/// <param name="Line">Text as an item of a sequence.</param>
/// <param name="Alone">Text as the value of a submission; null if it equals <paramref name="Line"/>.</param>
/// <param name="Drawn">Rendering as the value of a submission, for example a table; overrides <paramref name="Alone"/>.</param>
public sealed record Shown(string Line, string? Alone = null, IRenderable? Drawn = null);
