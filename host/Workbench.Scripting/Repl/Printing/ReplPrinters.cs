using Spectre.Console;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>The printers, asked in turn; a value that none takes is shown by its <c>ToString</c>.</summary>
/// <param name="own">Asked before the ones that are always there.</param>
public sealed class ReplPrinters(params IEnumerable<IReplPrinter> own)
{
    private readonly IReplPrinter[] _printers = [.. own, new PlainPrinter(), new TensorPrinter(), new SequencePrinter()];

    /// <summary>How a value looks.</summary>
    /// <param name="value">Any value.</param>
    public Shown Show(object? value) =>
        _printers.Select(printer => printer.Show(value, this)).FirstOrDefault(shown => shown is not null)
        ?? new Shown(value!.ToString() ?? "");

    /// <summary>Writes the value of a submission.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="console">Where to; text is written as it is, not wrapped.</param>
    public void Write(object? value, IAnsiConsole console)
    {
        var shown = Show(value);
        if (shown.Drawn is { } drawn) console.Write(drawn);
        else console.Profile.Out.Writer.WriteLine(shown.Alone ?? shown.Line);
    }
}
