using Spectre.Console;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>The printers. The first that accepts a value formats it; other values are formatted with <c>ToString</c>.</summary>
/// <param name="own">Printers to try before the built-in ones.</param>
public sealed class ReplPrinters(params IEnumerable<IReplPrinter> own)
{
    private readonly IReplPrinter[] _printers = [.. own, new PlainPrinter(), new TensorPrinter(), new SequencePrinter()];

    /// <summary>Formats a value.</summary>
    public PrintedValue Show(object? value) =>
        _printers.Select(printer => printer.Show(value, this)).FirstOrDefault(shown => shown is not null)
        ?? new PrintedValue(value!.ToString() ?? "");

    /// <summary>Writes the value of a submission.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="console">The console. Text is written without wrapping.</param>
    public void Write(object? value, IAnsiConsole console)
    {
        var shown = Show(value);
        if (shown.Renderable is { } drawn) console.Write(drawn);
        else console.Profile.Out.Writer.WriteLine(shown.Text ?? shown.ItemText);
    }
}
