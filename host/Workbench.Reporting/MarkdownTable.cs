using Workbench.Reporting.Claims;

namespace Workbench.Reporting;

/// <summary><c>table.md</c>: the table as GitHub's Markdown, with the notes and claims under it.</summary>
public sealed class MarkdownTable : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "table.md";

    /// <inheritdoc/>
    public void Write(Report report, TextWriter writer)
    {
        var columns = TableGrid.Columns(report).ToList();
        writer.WriteLine($"# {report.Result.Title}");
        writer.WriteLine();
        Row(columns.Select(column => column.Header));
        Row(columns.Select(column => column.IsNumber ? "---:" : "---"));
        for (var i = 0; i < report.Result.Methods.Count; i++) Row(columns.Select(column => column.Cells[i]));
        writer.WriteLine();
        foreach (var note in Footnotes.Of(report, letters: true)) writer.WriteLine($"- {note.ReplaceLineEndings(" ")}");
        if (report.Claims.Count == 0) return;
        writer.WriteLine();
        writer.WriteLine("Claims:");
        writer.WriteLine();
        foreach (var claim in report.Claims) writer.WriteLine($"- **{claim.Verdict.Name()}**: {claim.Text}");

        void Row(IEnumerable<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
    }
}
