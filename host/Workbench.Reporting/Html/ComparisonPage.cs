using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>
/// A page that compares runs, in one file like a report: a table per metric with the differences from the first run, the claims, and the
/// differences in provenance.
/// </summary>
public static class ComparisonPage
{
    /// <summary>Writes the page, in UTF-8.</summary>
    /// <param name="runs">The runs, at least one; the others are compared with the first.</param>
    /// <param name="stream">Takes the page; stays open.</param>
    /// <exception cref="ArgumentException">The list of runs is empty.</exception>
    public static void Write(IReadOnlyList<ComparedRun> runs, Stream stream)
    {
        if (runs.Count == 0) throw new ArgumentException("The list of runs is empty.", nameof(runs));
        List<PageSection> sections = [new("runs", "Runs", Runs(runs))];
        var metrics = runs.SelectMany(run => run.Cells)
            .Select(cell => new MetricColumn(cell.Metric, cell.Percent))
            .DistinctBy(metric => metric.Name)
            .ToList();
        sections.AddRange(
            metrics.Select(
                (metric, i) => new PageSection($"metric-{i}", metric.Percent ? $"{metric.Name} %" : metric.Name, Metric(runs, metric))));
        if (runs.Any(run => run.Claims.Count > 0)) sections.Add(new("claims", "Claims", Claims(runs)));
        if (runs.Count > 1) sections.Add(new("provenance", "Differences in provenance", Provenance(runs)));
        var summary = Fragment.Create($"{(runs.Count == 1 ? "1 run" : $"{runs.Count} runs")} · differences are from {runs[0].Name}");
        PageShell.Write(stream, string.Join(" · ", runs.Select(run => run.Title).Distinct()), summary, sections);
    }

    private static Fragment Runs(IReadOnlyList<ComparedRun> runs) => SortableTable.Create(
        "Runs",
        Fragment.Create($"<tr>{Fragment.Each(["run", "title", "subject"], name => SortableTable.Heading(new(name, false)))}</tr>"),
        Fragment.Each(runs, run =>
            Fragment.Create($"<tr><th scope=\"row\">{RunLink(run)}</th><td>{run.Title}</td><td>{run.Subject}</td></tr>\n")));

    // Only paths become links: a javascript: URL would run as part of this page.
    private static Fragment RunLink(ComparedRun run) =>
        run.Link is { } link && !link.Contains(':')
            ? Fragment.Create($"<a href=\"{link.Replace('\\', '/')}\">{run.Name}</a>")
            : Fragment.Create($"{run.Name}");

    private static Fragment Metric(IReadOnlyList<ComparedRun> runs, MetricColumn metric)
    {
        var cells = runs.Select(run =>
                run.Cells.Where(cell => cell.Metric == metric.Name)
                    .GroupBy(cell => cell.Method)
                    .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal))
            .ToList();
        var methods = cells.SelectMany(run => run.Keys).Distinct().ToList();
        var head = Fragment.Create($"""
            <tr>{SortableTable.Heading(new("method", false) { Rows = 2 })}{Fragment.Each(runs.Index(), run =>
                Fragment.Create($"<th scope=\"colgroup\" class=\"group\" colspan=\"{(run.Index == 0 ? 1 : 2)}\">{run.Item.Name}</th>")
            )}</tr>
            <tr>{Fragment.Each(runs.Index(), run => Headings(run.Index, run.Item))}</tr>
            """);
        var rows = Fragment.Each(methods, method => Fragment.Create(
            $"<tr><th scope=\"row\">{method}</th>{Fragment.Each(cells.Index(), run => CellsOf(method, run.Index, run.Item))}</tr>\n"));
        return Fragment.Create($"""
            {SortableTable.Create(
                $"{metric.Name} by run",
                head,
                rows
            )}<ul class="notes"><li><b>≠</b> marks a difference where the two 95 % intervals do not overlap.</li></ul>
            {DotPlot.Create(metric, [.. runs.Select(run => run.Name)], methods, cells)}
            """);

        Fragment Headings(int index, ComparedRun run)
        {
            var difference = Fragment.When(
                index > 0,
                () => SortableTable.Heading(new("Δ", true, $"Sort by {run.Name} less {runs[0].Name}")));
            return Fragment.Create($"{SortableTable.Heading(new("value", true))}{difference}");
        }

        Fragment CellsOf(string method, int index, Dictionary<string, ComparedCell> own) => Cells(
            metric,
            own.GetValueOrDefault(method),
            index == 0 ? null : (cells[0].GetValueOrDefault(method), runs[index].Name));
    }

    private static Fragment Cells(MetricColumn metric, ComparedCell? cell, (ComparedCell? Cell, string Name)? first)
    {
        double? Shown(double? value) => value is { } number ? metric.ToDisplayed(number) : null;
        var interval = cell is { Low: { } low, High: { } high }
            ? Fragment.Create($"<small>{metric.Format(new Interval(low, high))}</small>")
            : Fragment.Empty;
        var value = SortableTable.Number(
            Shown(cell?.Value),
            cell?.Value is { } own ? Fragment.Create($"<b>{metric.Format(own)}</b> {interval}") : Fragment.Create($"{TableGrid.Missing}"));
        if (first is null) return value;
        if (cell?.Value is not { } mine || first.Value.Cell?.Value is not { } theirs)
            return Fragment.Create($"{value}<td class=\"number none\">{TableGrid.Missing}</td>");
        var apart = cell.Low > first.Value.Cell.High || cell.High < first.Value.Cell.Low;
        var difference = metric.ToDisplayed(mine) - metric.ToDisplayed(theirs);
        var mark = Fragment.When(apart, () => Fragment.Create($"<b class=\"apart\" title=\"The intervals do not overlap\">≠</b> "));
        return Fragment.Create($"{value}{SortableTable.Number(difference, Fragment.Create($"{mark}{metric.FormatSigned(difference)}"))}");
    }

    private static Fragment Claims(IReadOnlyList<ComparedRun> runs)
    {
        // The claim is the text before the numbers, which differ between runs.
        static string Sentence(string text) => text.Split(": ")[0];
        var claims = runs.SelectMany(run => run.Claims).Select(claim => Sentence(claim.Text)).Distinct().ToList();
        return Fragment.Create($"""
            <div class="scroll" tabindex="0" role="region" aria-label="Claims by run"><table class="claims-by-run">
            <thead><tr><th scope="col">claim</th>{Names(runs)}</tr></thead>
            <tbody>{Fragment.Each(claims, Row)}</tbody></table></div>

            """);

        Fragment Row(string claim)
        {
            var verdicts = Fragment.Each(runs, run => Verdict([.. run.Claims.Where(own => Sentence(own.Text) == claim)]));
            return Fragment.Create($"<tr><th scope=\"row\">{claim}</th>{verdicts}</tr>\n");
        }

        static Fragment Verdict(List<(string Text, string Verdict)> own) =>
            own.Count == 0
                ? Fragment.Create($"<td class=\"none\">{TableGrid.Missing}</td>")
                : Fragment.Create($"<td title=\"{own[0].Text}\">{ClaimList.Badge(own[0].Verdict)}</td>");
    }

    private static Fragment Provenance(IReadOnlyList<ComparedRun> runs)
    {
        var facts = runs.Select(run =>
                ProvenanceSection
                    .Facts(run.Provenance)
                    .GroupBy(fact => fact.Key)
                    .ToDictionary(group => group.Key, group => string.Join(' ', group.Select(fact => fact.Value)), StringComparer.Ordinal))
            .ToList();
        var keys = facts
            .SelectMany(run => run.Keys)
            .Distinct()
            .Where(key => facts.Select(run => run.GetValueOrDefault(key)).Distinct().Count() > 1)
            .ToList();
        if (keys.Count == 0) return Fragment.Create($"<p>Nothing differs.</p>\n");
        return Fragment.Create($"""
            <div class="scroll" tabindex="0" role="region" aria-label="Provenance that differs"><table class="differing">
            <thead><tr><th scope="col">fact</th>{Names(runs)}</tr></thead>
            <tbody>{Fragment.Each(keys, Row)}</tbody></table></div>

            """);

        Fragment Row(string key)
        {
            var values = Fragment.Each(facts, run => Fragment.Create($"<td>{run.GetValueOrDefault(key, TableGrid.Missing)}</td>"));
            return Fragment.Create($"<tr><th scope=\"row\">{ProvenanceLabels.Label(key)}</th>{values}</tr>\n");
        }
    }

    private static Fragment Names(IReadOnlyList<ComparedRun> runs) =>
        Fragment.Each(runs, run => Fragment.Create($"<th scope=\"col\">{run.Name}</th>"));
}
