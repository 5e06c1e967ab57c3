using Spectre.Console;
using Workbench.Reporting.Claims;

namespace Workbench.Reporting;

/// <summary>The table on a console. A terminal that is too narrow loses the letters first, then the differences from the paper, the other averages, the paper's names; a file or pipe gets all.</summary>
public static class ConsoleTable
{
    private const int LongestHeader = 18;
    private const int WidthOfPipes = 10_000;

    /// <summary>Prints the table with its notes, claims and deviations from expected values; coloured where the console is.</summary>
    /// <param name="report">What to print.</param>
    /// <param name="console">Where to.</param>
    public static void Write(Report report, IAnsiConsole console)
    {
        var columns = Fitting([.. TableGrid.Columns(report)], console.Profile);
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(report.Result.Title));
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(string.Join('\n', Lines(column.Header)))).NoWrap();
            table.AddColumn(column.IsNumber ? header.RightAligned() : header);
        }
        for (var i = 0; i < report.Result.Methods.Count; i++)
            table.AddRow(columns.Select(column => new Text(column.Cells[i], StyleOf(column, column.Cells[i]))));
        console.Write(table);
        foreach (var note in Footnotes.Of(report, letters: columns.Exists(column => column.Kind == ColumnKind.Letters))) console.WriteLine(note);
        foreach (var claim in report.Claims)
            console.Write(new Paragraph(claim.Verdict.Name(), StyleOf(claim.Verdict)).Append($": {claim.Text}\n"));
        if (report.Agreement is not { } agreement) return;
        console.WriteLine(agreement);
        foreach (var deviation in report.Deviations) console.Write(new Paragraph("deviates", new Style(Color.Red)).Append($": {deviation.Text}\n"));
    }

    private static List<GridColumn> Fitting(List<GridColumn> columns, Profile profile)
    {
        // Three characters a column: its padding and the border's joint.
        int Width() => columns.Sum(column => column.Cells.Concat(Lines(column.Header)).Max(text => text.Length) + 3) + 1;

        if (!profile.Out.IsTerminal) profile.Width = WidthOfPipes;
        foreach (var spare in (ColumnKind[])[ColumnKind.Letters, ColumnKind.Difference, ColumnKind.Also, ColumnKind.Label])
            if (Width() > profile.Width) columns.RemoveAll(column => column.Kind == spare);
        return columns;
    }

    private static string[] Lines(string header) => header.Length <= LongestHeader ? [header] : header.Replace("-", "-\n", StringComparison.Ordinal).Split('\n') switch
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
