using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>
/// Formats null, strings (quoted inside sequences), characters, booleans, numbers, dates, and Spectre.Console's renderables.
/// </summary>
internal sealed class PlainPrinter : IReplPrinter
{
    public Shown? Show(object? value, ReplPrinters others) => value switch
    {
        null => new Shown("null"),
        string text => new Shown(SymbolDisplay.FormatLiteral(text, quote: true), Alone: text),
        char letter => new Shown(SymbolDisplay.FormatLiteral(letter, quote: true)),
        bool truth => new Shown(truth ? "true" : "false"),
        IRenderable drawn => new Shown(value.GetType().Name, Drawn: drawn),
        IFormattable number when value.GetType().IsPrimitive || value is decimal or DateTime or DateTimeOffset or TimeSpan or Half =>
            new Shown(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
