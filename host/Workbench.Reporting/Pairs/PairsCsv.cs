using System.Globalization;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// <c>pairs.csv</c>, header <c>metric,method,other,difference,low,high,p,differ,holm</c>: one line per pair of methods under a metric. The
/// difference (method less other) and its 95 % interval are in the unit of the printed table. <c>p</c> is the p-value of the test
/// (<see cref="PairedTests"/>), <c>holm</c> the p-value after Holm's correction for all pairs of the metric. <c>differ</c> is <c>yes</c> if
/// that is below 0.05; <c>no</c> means that the data show no difference. The interval is not corrected for other pairs.
/// </summary>
public sealed class PairsCsv : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "pairs.csv";

    /// <inheritdoc/>
    public bool AppliesTo(Report report) => PairedTests.Of(report.Result).Count > 0;

    /// <inheritdoc/>
    public void Write(Report report, TextWriter writer)
    {
        var metrics = report.Result.Metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        var rows = from test in PairedTests.Of(report.Result)
                   let metric = metrics[test.Metric]
                   select (IEnumerable<string?>)
                   [
                       test.Metric,
                       test.Method,
                       test.Other,
                       metric.Write(test.Difference),
                       metric.Write(test.Interval.Low),
                       metric.Write(test.Interval.High),
                       Probability(test.P), test.Differ ? "yes" : "no", Probability(test.Holm),
                   ];
        Csv.Write(writer, rows.Prepend(["metric", "method", "other", "difference", "low", "high", "p", "differ", "holm"]));
    }

    private static string Probability(double p) => p.ToString("0.######", CultureInfo.InvariantCulture);
}
