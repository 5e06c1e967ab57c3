using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>Formats the values of one kind.</summary>
public interface IReplPrinter
{
    /// <summary>Formats a value; null if it is not of this kind.</summary>
    /// <param name="value">The value of a submission, or an item of one.</param>
    /// <param name="others">All printers, for the parts of the value.</param>
    PrintedValue? Show(object? value, ReplPrinters others);
}

/// <summary>A formatted value.</summary>
/// <param name="ItemText">Text as an item of a sequence.</param>
/// <param name="Text">Text as the value of a submission; null if it equals <paramref name="ItemText"/>.</param>
/// <param name="Renderable">Rendering as the value of a submission, for example a table; overrides <paramref name="Text"/>.</param>
public sealed record PrintedValue(string ItemText, string? Text = null, IRenderable? Renderable = null);
