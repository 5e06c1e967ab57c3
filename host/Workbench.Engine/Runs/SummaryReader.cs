using Workbench.Engine.Plugins;

namespace Workbench.Engine.Runs;

/// <summary>Reads a metric's summary of a set of rows in full, once. Call it under the metric's clock.</summary>
internal static class SummaryReader
{
    /// <summary>The summary of a cell's rows, of which there is at least one.</summary>
    /// <param name="score">The score that the metric returned.</param>
    /// <exception cref="PluginFaultException">The summary is not valid. The message has the reason.</exception>
    public static MetricScore ReadSummary(MetricScore? score)
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
                throw new PluginFaultException("it returned an average without a name, or two with the same name,");
        }
        return new MetricScore(score.Value, also, score.Note is null ? null : PluginText.Line(score.Note)) { Curve = Points(score) };
    }

    /// <summary>The headline score, then the curve's value at each state; NaN for a state that the resample lacks.</summary>
    /// <param name="score">The score that the metric returned for a resample.</param>
    /// <param name="states">The states of the full set's curve.</param>
    public static double[] ReadNumbers(MetricScore? score, IReadOnlyList<string> states)
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
                throw new PluginFaultException("it returned a curve with a point without a state, or two points of one state,");
            points.Add(point);
        }
        return points;
    }
}
