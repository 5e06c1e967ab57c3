using System.Globalization;
using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Specs.Claims;

/// <summary>
/// Refuses what a claim or an expected value says that no run could bear out: names that the table lacks, a method against itself, numbers
/// outside the metric's range.
/// </summary>
/// <param name="methods">The table's methods.</param>
/// <param name="metrics">The table's metrics.</param>
/// <param name="isGone">Whether a call stands in another file than the table's lists, which that file or an override replaced: what they
/// lack then is gone, and no mistake.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class ClaimSense(
    IReadOnlyList<MethodInstance> methods,
    IReadOnlyList<MetricInstance> metrics,
    Func<Marked<PluginCall>, bool> isGone,
    ProblemList problems)
{
    /// <summary>Looks at a claim; false where it names what is gone, and nothing is claimed.</summary>
    /// <param name="spec">As it is written.</param>
    /// <param name="claim">What it means.</param>
    /// <param name="method">Canonical name of a method, empty where there is none.</param>
    /// <param name="metric">The same of a metric.</param>
    public bool Check(ClaimSpec spec, Claim claim, Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric)
    {
        List<string> rows = [.. methods.Select(one => one.Name)], columns = [.. metrics.Select(one => one.Name)];
        if (spec.Methods.Any(call => IsGone(call, method(call), rows))
            || spec.Metrics.Any(call => IsGone(call, metric(call), columns))) return false;
        foreach (var call in spec.Methods) Listed(call, method(call), rows, "methods");
        foreach (var call in spec.Metrics) Listed(call, metric(call), columns, "metrics");
        switch (claim)
        {
            case DropClaim drop when drop.From.Length > 0 && drop.From == drop.To:
                problems.Add(Place(spec, "to"), $"'from' and 'to' are both '{drop.From}': no drop is left to compare.");
                break;
            case DropClaim drop when drop.Times >= 1 && drop.Others?.Contains(drop.Method) == true && drop.Method.Length > 0:
                problems.Add(Place(spec, "exceeds"), $"'{drop.Method}' stands on both sides: no drop exceeds itself.");
                break;
            case OrderClaim order:
                if (order.Than?.Intersect(order.Methods).FirstOrDefault(name => name.Length > 0) is { } both)
                    problems.Add(Place(spec, "than"),
                        $"'{both}' stands on both sides: no value is {(order.Higher ? "higher" : "lower")} than itself.");
                if (Range(order.Metric) is { } span && order.By >= span.High - span.Low)
                    problems.Add(Place(spec, "by"), $"'by' is {Shown(order.By)}, and '{order.Metric}' runs from {span}: "
                        + $"no two values are further apart than {Shown(span.High - span.Low)}.");
                break;
            case NearClaim near when Range(near.Metric) is { } range
                && (near.Value - near.Within > range.High || near.Value + near.Within < range.Low):
                problems.Add(Place(spec, "near"),
                    $"'near' is {Shown(near.Value)} within {Shown(near.Within)}, and '{near.Metric}' runs from {range}.");
                break;
        }
        return true;
    }

    /// <summary>Looks at an expected value.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="value">What is expected.</param>
    public void Check(Mark place, ExpectedValue value)
    {
        if (Range(value.Metric) is { } range && (value.Value - value.Within > range.High || value.Value + value.Within < range.Low))
            problems.Add(place, $"{Shown(value.Value)} within {Shown(value.Within)} is expected, and '{value.Metric}' runs from {range}.");
    }

    private void Listed(Marked<PluginCall> call, string name, IReadOnlyList<string> known, string list)
    {
        if (name.Length == 0 || known.Count == 0 || known.Contains(name)) return;   // a table without methods is a mistake of its own
        problems.Add(call.Mark, $"The claim names '{name}', which is not among the table's {list}{NearestName.Hint(name, known)}");
    }

    private bool IsGone(Marked<PluginCall> call, string name, List<string> known) =>
        name.Length > 0 && known.Count > 0 && !known.Contains(name) && isGone(call);

    private static Mark Place(ClaimSpec spec, string key) => spec.Places.TryGetValue(key, out var place) ? place : spec.Mark;

    private static string Shown(double value) => value.ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');

    // Of a metric that says one, in the unit displayed.
    private Span? Range(string name) =>
        metrics.FirstOrDefault(metric => metric.Name == name)?.Plugin is { } plugin
            && double.IsFinite(plugin.Lowest) && double.IsFinite(plugin.Highest)
            ? new Span(plugin.Lowest, plugin.Highest, plugin.Percent) : null;

    private sealed record Span
    {
        private readonly bool _percent;

        public Span(double low, double high, bool percent) =>
            (Low, High, _percent) = (percent ? 100 * low : low, percent ? 100 * high : high, percent);

        public double Low { get; }

        public double High { get; }

        public override string ToString() => $"{Shown(Low)} to {Shown(High)}{(_percent ? " %" : "")}";
    }
}
