using Spectre.Console;
using Workbench.Reporting;
using Workbench.Scripting.Repl.Printing;

namespace Workbench.Scripting;

/// <summary>Shows tables like the command line, and describes maps, plots and grids.</summary>
/// <param name="console">The console, whose width and colours are used.</param>
public sealed class BenchPrinters(IAnsiConsole console) : IReplPrinter
{
    /// <inheritdoc/>
    public PrintedValue? Show(object? value, ReplPrinters others) => value switch
    {
        ResultTable table => new PrintedValue($"a table of {table.Methods.Count} methods and {table.Metrics.Count} metrics", Text(table)),
        MapSet maps => new PrintedValue(
            $"maps of {maps.Methods.Count} methods for classes {string.Join(", ", maps.Classes)}; :save FILE.png draws them"),
        ScottPlot.Plot => new PrintedValue("a plot; :save FILE.png or FILE.svg draws it"),
        Grid grid => new PrintedValue(
            $"a grid of {grid.Methods.Count} methods and {grid.Metrics.Count} metrics: "
            + $"{string.Join(", ", grid.Methods)} × {string.Join(", ", grid.Metrics)}"),
        _ => null,
    };

    private string Text(ResultTable table)
    {
        using var text = new StringWriter();
        var profile = console.Profile;
        var copy = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = profile.Capabilities.Ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem =
                profile.Capabilities.ColorSystem == ColorSystem.NoColors
                    ? ColorSystemSupport.NoColors
                    : (ColorSystemSupport)profile.Capabilities.ColorSystem,
        });
        copy.Profile.Width = profile.Width;
        ConsoleTable.Write(table.Report, copy);
        return text.ToString().TrimEnd('\n', '\r');
    }
}
