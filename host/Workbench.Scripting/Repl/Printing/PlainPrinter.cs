using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Spectre.Console.Rendering;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>Nothing, strings (quoted among others), truth values, numbers and dates, and what Spectre.Console draws.</summary>
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
