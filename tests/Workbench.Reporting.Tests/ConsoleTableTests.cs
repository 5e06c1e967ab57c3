using System.Text;
using Spectre.Console;

namespace Workbench.Reporting.Tests;

public sealed class ConsoleTableTests
{
    [Fact]
    public void A_pipe_gets_the_whole_table_without_colour() => Print(terminal: false, width: 80).ShouldBe($"""
                                                               Table 0. A | test

          method    in the paper              hits %   paper   Δ paper   class-mean   restricted-hits %   paper   Δ paper   class-mean
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
          alpha     ALPHA          75.0 [70.0, 81.3]    74.1      +0.9         70.0   50.0 [25.0, 75.0]    48.9      +1.1         50.0
          beta@b4   BETA, B4       33.3 [0.0, 100.0]    40.0      −6.7         30.0              failed       –         –            –

        3 images of rooms; 95 % intervals by bootstrap over images.
        Skipped 1 image that could not be read (skipped.csv).
        hits: skipped 1 pair (skipped.csv).
        hits, alpha: 1 class had no trial.
        beta@b4 failed under restricted-hits: the map has shape [1,2], not [1,1,h,w]
        not checked: {Runs.UncheckedClaim}
        """);

    [Theory]
    [InlineData(200, "method in the paper hits % paper Δ paper class-mean restricted-hits % paper Δ paper class-mean")]
    [InlineData(131, "method in the paper hits % paper Δ paper class-mean restricted-hits % paper Δ paper class-mean")]
    [InlineData(125, "method in the paper hits % paper class-mean restricted-hits % paper class-mean")]
    [InlineData(110, "method in the paper hits % paper class-mean restricted-hits % paper class-mean")]
    [InlineData(105, "method in the paper hits % paper restricted-hits % paper")]
    [InlineData(75, "method hits % paper restricted-hits % paper")]
    public void A_narrow_terminal_omits_the_differences_then_the_other_averages_then_the_papers_names(int width, string header)
    {
        var lines = Print(terminal: true, width).Split('\n');
        string.Join(' ', lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(header);
        lines.ShouldAllBe(line => line.Length <= width);
    }

    [Theory]
    [InlineData(131, "")]
    [InlineData(125, "Δ paper")]
    [InlineData(105, "Δ paper, class-mean")]
    [InlineData(75, "in the paper, Δ paper, class-mean")]
    public void Columns_that_do_not_fit_are_named_under_the_table(int width, string names)
    {
        var said = Print(terminal: true, width)
            .Split('\n')
            .Where(line => line.StartsWith("Left out", StringComparison.Ordinal) || line.Contains("--wide", StringComparison.Ordinal))
            .ToList();
        if (names.Length == 0) said.ShouldBeEmpty();
        else
            string.Join(' ', Print(terminal: true, width).Split('\n'))
                .ShouldContain($"columns): {names}. --wide shows all; so do a pipe and table.md.");
    }

    [Fact]
    public void A_narrow_terminal_shows_all_columns_on_request()
    {
        var lines = Print(terminal: true, width: 75, wide: true).Split('\n');
        string.Join(' ', lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ShouldBe("method in the paper hits % paper Δ paper class-mean restricted-hits % paper Δ paper class-mean");
        lines.ShouldAllBe(line => !line.Contains('…'));
        lines.ShouldAllBe(line => !line.StartsWith("Left out"));
    }

    private static string Print(bool terminal, int width, bool wide = false)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new Output(writer, terminal, width),
            });
        ConsoleTable.Write(Runs.Small(), console, wide);
        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n');
        return string.Join('\n', lines.Select(line => line.TrimEnd())).Trim('\n');
    }

    private sealed record Output(TextWriter Writer, bool IsTerminal, int Width) : IAnsiConsoleOutput
    {
        public int Height => 50;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
