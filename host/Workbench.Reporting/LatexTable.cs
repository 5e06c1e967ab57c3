using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>
/// <c>table.tex</c>: a <c>table</c> float to <c>\input</c>, with caption, label and notes. It needs the packages <c>booktabs</c> and
/// <c>graphicx</c> (a table wider than the text is scaled down) and compiles in plain pdflatex. A metric's name is above its columns.
/// </summary>
internal sealed class LatexTable : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "table.tex";

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var columns = TableGrid.Columns(report).ToList();
        writer.WriteLine(@"% \usepackage{booktabs,graphicx}");
        writer.WriteLine(@"\begin{table}");
        writer.WriteLine(@"  \centering");
        writer.WriteLine($@"  \caption{{{LatexText.Escape(report.Result.Title)}}}");
        writer.WriteLine($@"  \label{{tab:{Label(report.Result.Title)}}}");
        // A table narrower than the text keeps its width.
        writer.WriteLine(@"  \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%");
        writer.WriteLine($@"  \begin{{tabular}}{{@{{}}{string.Concat(columns.Select(column => column.IsNumber ? 'r' : 'l'))}@{{}}}}");
        writer.WriteLine(@"    \toprule");
        Group(columns, writer);
        Row(columns.Select(column => LatexText.Escape(Header(column))));
        writer.WriteLine(@"    \midrule");
        for (var i = 0; i < report.Result.Methods.Count; i++) Row(columns.Select(column => LatexText.Escape(column.Cells[i])));
        writer.WriteLine(@"    \bottomrule");
        writer.WriteLine(@"  \end{tabular}}");
        writer.WriteLine(@"  \par\smallskip\footnotesize\raggedright");
        foreach (var note in Footnotes.Lines(report, letters: true)) writer.WriteLine($@"  {LatexText.Escape(note)}\par");
        writer.WriteLine(@"\end{table}");

        // LaTeX would read a bracket at the start of a line as the option of the preceding \\.
        void Row(IEnumerable<string> cells) =>
            writer.WriteLine($@"    {string.Join(" & ", cells.Select(cell => cell.StartsWith('[') ? "{}" + cell : cell))} \\");
    }

    // The metrics' names above their columns, each with a rule.
    private static void Group(List<GridColumn> columns, TextWriter writer)
    {
        var (heads, rules, at) = (new List<string>(), new List<string>(), 1);
        while (at <= columns.Count)
        {
            var metric = columns[at - 1].Metric;
            var span = metric is null ? 1 : columns.Skip(at - 1).TakeWhile(column => column.Metric == metric).Count();
            heads.Add(metric is null ? "" : $@"\multicolumn{{{span}}}{{c}}{{{LatexText.Escape(Name(metric))}}}");
            if (metric is not null) rules.Add($@"\cmidrule(lr){{{at}-{at + span - 1}}}");
            at += span;
        }
        writer.WriteLine($@"    {string.Join(" & ", heads)} \\");
        writer.WriteLine($"    {string.Join(' ', rules)}");
    }

    private static string Name(MetricColumn metric) => metric.Percent ? $"{metric.Name} %" : metric.Name;

    private static string Header(GridColumn column) => column.Kind == ColumnKind.Ours ? "ours" : column.Header;

    // A label may contain letters, digits and hyphens.
    private static string Label(string title) =>
        string.Join(
            '-',
            new string([.. title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries));
}
