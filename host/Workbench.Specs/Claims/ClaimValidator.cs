using System.Globalization;
using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Specs.Claims;

/// <summary>
/// Reports claims and expected values that cannot hold in any run: names that are not in the table, a method compared with itself, numbers
/// outside the metric's range.
/// </summary>
/// <param name="methods">The table's methods.</param>
/// <param name="metrics">The table's metrics.</param>
/// <param name="isGone">Whether an override or another file replaced the list of a call: a name that the new list lacks is not a
/// mistake then.</param>
/// <param name="problems">Collects the mistakes.</param>
internal sealed class ClaimValidator(
    IReadOnlyList<MethodInstance> methods,
    IReadOnlyList<MetricInstance> metrics,
    Func<Marked<PluginCall>, bool> isGone,
    ProblemList problems)
{
    /// <summary>Checks a claim; false if it names a replaced method or metric, so that it is dropped.</summary>
    /// <param name="spec">The claim as written.</param>
    /// <param name="claim">The claim with resolved names.</param>
    /// <param name="method">Canonical name of a method; empty if unknown.</param>
    /// <param name="metric">Canonical name of a metric; empty if unknown.</param>
    public bool Check(ClaimSpec spec, Claim claim, Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric)
    {
        List<string> rows = [.. methods.Select(one => one.Name)], columns = [.. metrics.Select(one => one.Name)];
        if (spec.Methods.Any(call => IsDropped(call, method(call), rows))
            || spec.Metrics.Any(call => IsDropped(call, metric(call), columns))) return false;
        foreach (var call in spec.Methods) RequireListed(call, method(call), rows, "methods");
        foreach (var call in spec.Metrics) RequireListed(call, metric(call), columns, "metrics");
        switch (claim)
        {
            case DropClaim drop when drop.From.Length > 0 && drop.From == drop.To:
                problems.Add(PlaceOfKey(spec, "to"), $"'from' and 'to' are both '{drop.From}': every drop is 0.");
                break;
            case DropClaim drop when drop.Times >= 1 && drop.Others?.Contains(drop.Method) == true && drop.Method.Length > 0:
                problems.Add(PlaceOfKey(spec, "exceeds"), $"'{drop.Method}' is on both sides: a drop cannot exceed itself.");
                break;
            case DropClaim { Others: [], Method: var alone } when spec is DropClaimSpec { Others.Count: > 0 }:
                problems.Add(PlaceOfKey(spec, "exceeds"), $"The group has no method other than '{alone}'.");
                break;
            case OrderClaim { Than: [] } when spec is OrderClaimSpec { Than.Count: > 0 }:
                problems.Add(PlaceOfKey(spec, "than"), "The group has no method other than those that are compared.");
                break;
            case OrderClaim order:
                if (order.Than?.Intersect(order.Methods).FirstOrDefault(name => name.Length > 0) is { } both)
                    problems.Add(PlaceOfKey(spec, "than"),
                        $"'{both}' is on both sides: a value cannot be {(order.Higher ? "higher" : "lower")} than itself.");
                if (Range(order.Metric) is { } span && order.By >= span.High - span.Low)
                    problems.Add(PlaceOfKey(spec, "by"), $"'by' is {FormatValue(order.By)}, but '{order.Metric}' ranges from {span}: "
                        + $"two values differ by at most {FormatValue(span.High - span.Low)}.");
                break;
            case NearClaim near when Range(near.Metric) is { } range
                && (near.Value - near.Within > range.High || near.Value + near.Within < range.Low):
                problems.Add(PlaceOfKey(spec, "near"),
                    $"'near' is {FormatValue(near.Value)} within {FormatValue(near.Within)}, but '{near.Metric}' ranges from {range}.");
                break;
        }
        return true;
    }

    /// <summary>Checks an expected value.</summary>
    public void Check(SourceMark place, ExpectedValue value)
    {
        if (Range(value.Metric) is { } range && (value.Value - value.Within > range.High || value.Value + value.Within < range.Low))
            problems.Add(
                place,
                $"The expected value is {FormatValue(value.Value)} within {FormatValue(value.Within)}, but '{value.Metric}' ranges from "
                + $"{range}."
            );
    }

    private void RequireListed(Marked<PluginCall> call, string name, IReadOnlyList<string> known, string list)
    {
        if (name.Length == 0 || known.Count == 0 || known.Contains(name)) return;   // a table without methods is reported elsewhere
        problems.Add(call.Mark, $"The claim names '{name}', which is not among the table's {list}{NearestName.Hint(name, known)}");
    }

    private bool IsDropped(Marked<PluginCall> call, string name, List<string> known) =>
        name.Length > 0 && known.Count > 0 && !known.Contains(name) && isGone(call);

    private static SourceMark PlaceOfKey(ClaimSpec spec, string key) => spec.Places.TryGetValue(key, out var place) ? place : spec.Mark;

    private static string FormatValue(double value) => value.ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');

    // Null for a metric without a finite range; in the displayed unit.
    private ValueRange? Range(string name) =>
        metrics.FirstOrDefault(metric => metric.Name == name)?.Plugin is { } plugin
            && double.IsFinite(plugin.Lowest) && double.IsFinite(plugin.Highest)
            ? new ValueRange(plugin.Lowest, plugin.Highest, plugin.Percent) : null;

    private sealed record ValueRange
    {
        private readonly bool _percent;

        public ValueRange(double low, double high, bool percent) =>
            (Low, High, _percent) = (percent ? 100 * low : low, percent ? 100 * high : high, percent);

        public double Low { get; }

        public double High { get; }

        public override string ToString() => $"{FormatValue(Low)} to {FormatValue(High)}{(_percent ? " %" : "")}";
    }
}
