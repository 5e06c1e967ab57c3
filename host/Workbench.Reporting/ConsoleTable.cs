using Spectre.Console;
using Workbench.Reporting.Claims;

namespace Workbench.Reporting;

/// <summary>
/// Prints a table on a console. On a narrow terminal it leaves out the letters, then the differences from the paper, the other averages and
/// the paper's labels, and lists the omitted columns under the table. A file or pipe gets all columns.
/// </summary>
public static class ConsoleTable
{
    private const int LongestHeader = 18;
    private const int WidthOfPipes = 10_000;
    private static readonly ColumnKind[] s_spare = [ColumnKind.Letters, ColumnKind.Difference, ColumnKind.Also, ColumnKind.Label];

    /// <summary>Prints the table with its notes, claims and deviations from expected values, in colour if the console has it.</summary>
    /// <param name="report">The report.</param>
    /// <param name="console">The console.</param>
    /// <param name="wide">Whether a narrow terminal gets all columns too; its lines wrap.</param>
    /// <param name="remedy">How to show all columns, for the line about omitted ones.</param>
    public static void Write(TableReport report, IAnsiConsole console, bool wide = false, string remedy = "--wide shows all")
    {
        List<GridColumn> all = [.. TableGrid.Columns(report)];
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = WidthOfPipes;
        var columns = wide ? all : Fitting(all, console.Profile.Width);
        // Methods and our numbers are never cut, even if they do not fit.
        var width = console.Profile.Width;
        console.Profile.Width = Math.Max(width, WidthOf(columns));
        Print(report, columns, console);
        console.Profile.Width = width;
        if (LeftOut(all, columns) is { } leftOut) console.WriteLine($"{leftOut} {remedy}; so do a pipe and table.md.");
        foreach (var note in Footnotes.Lines(report, letters: columns.Exists(column => column.Kind == ColumnKind.Letters)))
            console.WriteLine(note);
        foreach (var claim in report.Claims)
            console.Write(new Paragraph(claim.Verdict.Name(), StyleOf(claim.Verdict)).Append($": {claim.Text}\n"));
        if (report.Agreement is not { } agreement) return;
        console.WriteLine(agreement);
        foreach (var deviation in report.Deviations)
            console.Write(new Paragraph("deviates", new Style(Color.Red)).Append($": {deviation.Text}\n"));
    }

    private static void Print(TableReport report, List<GridColumn> columns, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(report.Result.Title));
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(string.Join('\n', Lines(column.Header)))).NoWrap();
            table.AddColumn(column.IsNumber ? header.RightAligned() : header);
        }
        for (var i = 0; i < report.Result.Methods.Count; i++)
            table.AddRow(columns.Select(column => new Text(column.Cells[i], StyleOf(column, column.Cells[i]))));
        console.Write(table);
    }

    private static List<GridColumn> Fitting(List<GridColumn> all, int width)
    {
        List<GridColumn> columns = [.. all];
        foreach (var spare in s_spare)
            if (WidthOf(columns) > width) columns.RemoveAll(column => column.Kind == spare);
        return columns;
    }

    // Padding and border take three characters per column.
    private static int WidthOf(List<GridColumn> columns) =>
        columns.Sum(column => column.Cells.Concat(Lines(column.Header)).Max(text => text.Length) + 3) + 1;

    private static string? LeftOut(List<GridColumn> all, List<GridColumn> shown)
    {
        var names = all.Except(shown).Select(column => column.Header).Distinct().ToList();
        return names.Count == 0
            ? null
            : $"Left out, since the terminal is narrower than the table ({WidthOf(all)} columns): {string.Join(", ", names)}.";
    }

    private static string[] Lines(string header) =>
        header.Length <= LongestHeader
            ? [header]
            : header.Replace("-", "-\n", StringComparison.Ordinal).Split('\n') switch
    {
        [var first, .. var rest] => [first, string.Concat(rest)],
        var lines => lines,
    };

    private static Style StyleOf(GridColumn column, string cell) => column.Kind switch
    {
        ColumnKind.Ours when cell == TableGrid.Failed => new Style(Color.Red),
        ColumnKind.Ours => new Style(decoration: Decoration.Bold),
        ColumnKind.Paper or ColumnKind.Difference or ColumnKind.Letters or ColumnKind.Label => new Style(Color.Grey),
        _ => Style.Plain,
    };

    private static Style StyleOf(Verdict verdict) => new(verdict switch
    {
        Verdict.Holds => Color.Green,
        Verdict.DoesNotHold => Color.Red,
        _ => Color.Yellow,
    });
}
