namespace Workbench.Reporting.Html;

/// <summary>Images and pairs without a score, by reason.</summary>
internal static class SkippedSection
{
    private const int MostGroups = 100, MostSamples = 200;

    private sealed record Skip(string Metric, string Reason, string Method, string Sample, int? Class);

    public static PageSection Create(IReadOnlyList<TableReport> reports)
    {
        var classes = reports.Select(report => report.Result.Classes).MaxBy(names => names.Count) ?? [];
        var images = reports
            .SelectMany(report => report.Result.SkippedImages)
            .DistinctBy(row => row.Sample)
            .Select(row => new Skip("", row.Reason, "", row.Sample, row.Class))
            .ToList();
        var pairs = reports.SelectMany(report => report.Result.Cells).DistinctBy(cell => (cell.Metric, cell.Method))
            .SelectMany(cell => cell.Skipped.Select(row => new Skip(cell.Metric, row.Reason, cell.Method, row.Sample, row.Class))).ToList();
        var groups = images.Concat(pairs).GroupBy(skip => (skip.Metric, skip.Reason)).OrderByDescending(group => group.Count()).ToList();
        if (groups.Count == 0) return new("skipped", "Skipped", Fragment.Create($"<p>Nothing was skipped.</p>\n"));
        var skippedPairs = pairs.Select(skip => (skip.Sample, skip.Class)).Distinct().Count();
        return new("skipped", "Skipped", Fragment.Create($"""
            <p>Unreadable images: {images.Count}.
            Pairs of image and class without a value for at least one metric and method: {skippedPairs}.</p>
            {Fragment.Each(groups.Take(MostGroups), group =>
                Group(group.Key.Metric, group.Key.Reason, [.. group], classes)
            )}{Fragment.When(groups.Count > MostGroups, () =>
                Fragment.Create($"<p>And {groups.Count - MostGroups} more reasons: see skipped.csv.</p>\n")
            )}
            """));
    }

    private static Fragment Group(string metric, string reason, IReadOnlyList<Skip> skips, IReadOnlyList<string> classes)
    {
        var samples = skips.GroupBy(skip => (skip.Sample, skip.Class)).ToList();
        var methods = skips.Select(skip => skip.Method).Where(method => method.Length > 0).Distinct().ToList();
        var whose = methods.Count == 0 ? "" : methods.Count <= 3 ? $", {string.Join(", ", methods)}" : $", {methods.Count} methods";
        return Fragment.Create($"""
            <details><summary><b>{samples.Count}</b> {(metric.Length == 0 ? "unreadable" : metric)}{whose}: {reason}</summary>
            <ul class="samples">{Fragment.Each(samples.Take(MostSamples), sample =>
                Fragment.Create($"<li>{GallerySection.Link(sample.Key.Sample)}{Suffix(sample.Key.Class)}</li>\n")
            )}{Fragment.When(samples.Count > MostSamples, () =>
                Fragment.Create($"<li>and {samples.Count - MostSamples} more: see skipped.csv</li>")
            )}</ul></details>

            """);

        string Suffix(int? @class) => @class is { } index ? $" · {ClassSection.ClassName(index, classes)}" : "";
    }
}
