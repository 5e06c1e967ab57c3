using Workbench.Reporting.Claims;

namespace Workbench.Reporting;

/// <summary><c>table.md</c>: the table in GitHub's Markdown, followed by notes, claims and deviations from expected values.</summary>
public sealed class MarkdownTable : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "table.md";

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var columns = TableGrid.Columns(report).ToList();
        writer.WriteLine($"# {MarkdownText.Escape(report.Result.Title)}");
        writer.WriteLine();
        Row(columns.Select(column => column.Header));
        Row(columns.Select(column => column.IsNumber ? "---:" : "---"));
        for (var i = 0; i < report.Result.Methods.Count; i++) Row(columns.Select(column => column.Cells[i]));
        writer.WriteLine();
        foreach (var note in Footnotes.Lines(report, letters: true)) writer.WriteLine($"- {MarkdownText.Escape(note)}");
        if (report.Claims.Count > 0)
            List("Claims:", report.Claims.Select(claim => $"**{claim.Verdict.Name()}**: {MarkdownText.Escape(claim.Text)}"));
        if (report.Agreement is { } agreement)
            List(agreement, report.Deviations.Select(deviation => $"**deviates**: {MarkdownText.Escape(deviation.Text)}"));

        void List(string title, IEnumerable<string> items)
        {
            writer.WriteLine();
            writer.WriteLine(title);
            foreach (var (i, item) in items.Index()) writer.WriteLine(i == 0 ? $"\n- {item}" : $"- {item}");
        }

        void Row(IEnumerable<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells.Select(MarkdownText.EscapeCell))} |");
    }
}
