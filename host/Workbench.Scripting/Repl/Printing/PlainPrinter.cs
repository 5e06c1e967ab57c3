using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>
/// Formats null, strings (quoted inside sequences), characters, booleans, numbers, dates, and Spectre.Console's renderables.
/// </summary>
internal sealed class PlainPrinter : IReplPrinter
{
    public PrintedValue? Show(object? value, ReplPrinters others) => value switch
    {
        null => new PrintedValue("null"),
        string text => new PrintedValue(SymbolDisplay.FormatLiteral(text, quote: true), Text: text),
        char letter => new PrintedValue(SymbolDisplay.FormatLiteral(letter, quote: true)),
        bool truth => new PrintedValue(truth ? "true" : "false"),
        IRenderable drawn => new PrintedValue(value.GetType().Name, Renderable: drawn),
        IFormattable number when value.GetType().IsPrimitive || value is decimal or DateTime or DateTimeOffset or TimeSpan or Half =>
            new PrintedValue(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
