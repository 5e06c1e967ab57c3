using Workbench.Engine.Plugins;

namespace Workbench.Engine.Runs;

/// <summary>Reads what a metric made of a set of rows, once and to the end. To be called where the metric's clock runs.</summary>
internal static class SummaryReading
{
    /// <summary>The summary of a cell's rows, of which there is at least one.</summary>
    /// <param name="score">What the metric returned.</param>
    /// <exception cref="PluginFaultException">It is no summary; the message says why.</exception>
    public static MetricScore Whole(MetricScore? score)
    {
        if (score is null) throw new PluginFaultException("it returned null");
        if (score.Also is null || score.Curve is null) throw new PluginFaultException("it returned a score without Also or Curve");
        if (!double.IsFinite(score.Value)) throw new PluginFaultException($"it returned {score.Value}");
        var also = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in score.Also)
        {
            if (also.Count == PluginLimits.Averages)
                throw new PluginFaultException($"it returned more than {PluginLimits.Averages} averages");
            if (PluginText.Line(name, PluginLimits.Name) is not { Length: > 0 } line || !also.TryAdd(line, value))
                throw new PluginFaultException("it returned an average without a name, or two of one name,");
        }
        return new MetricScore(score.Value, also, score.Note is null ? null : PluginText.Line(score.Note)) { Curve = Points(score) };
    }

    /// <summary>The headline, then the curve at each state: a resample may lack one, and is NaN there.</summary>
    /// <param name="score">What the metric returned for a resample.</param>
    /// <param name="states">The states of the whole set's curve.</param>
    public static double[] Numbers(MetricScore? score, IReadOnlyList<string> states)
    {
        if (score is null) throw new PluginFaultException("it returned null");
        if (states.Count == 0) return [score.Value];
        if (score.Curve is null) throw new PluginFaultException("it returned a score without Curve");
        var curve = Points(score).ToDictionary(point => point.State, point => point.Value, StringComparer.Ordinal);
        return [score.Value, .. states.Select(state => curve.GetValueOrDefault(state, double.NaN))];
    }

    private static List<CurvePoint> Points(MetricScore score)
    {
        var (points, states) = (new List<CurvePoint>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var point in score.Curve)
        {
            if (points.Count == PluginLimits.States)
                throw new PluginFaultException($"it returned a curve of more than {PluginLimits.States} points");
            if (point?.State is null || !states.Add(point.State))
                throw new PluginFaultException("it returned a curve with a point that has no state, or two of one state,");
            points.Add(point);
        }
        return points;
    }
}
