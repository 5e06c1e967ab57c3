using System.Globalization;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// <c>pairs.csv</c>, header <c>metric,method,other,difference,low,high,p,differ,holm</c>: one line per pair of methods under a metric. The
/// difference (method less other) and its 95 % interval are in the unit of the printed table. <c>p</c> is the p-value of the test
/// (<see cref="PairedTests"/>), <c>holm</c> the p-value after Holm's correction for all pairs of the metric. <c>differ</c> is <c>yes</c> if
/// that is below 0.05; <c>no</c> means that the data show no difference. The interval is not corrected for other pairs.
/// </summary>
internal sealed class PairsCsv : IResultFormat
{
    /// <inheritdoc/>
    public string FileName => "pairs.csv";

    /// <inheritdoc/>
    public bool AppliesTo(TableReport report) => PairedTests.Compute(report.Result).Count > 0;

    /// <inheritdoc/>
    public void Write(TableReport report, TextWriter writer)
    {
        var metrics = report.Result.Metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        var rows = from test in PairedTests.Compute(report.Result)
                   let metric = metrics[test.Metric]
                   select (IEnumerable<string?>)
                   [
                       test.Metric,
                       test.Method,
                       test.Other,
                       metric.FormatForFile(test.Difference),
                       metric.FormatForFile(test.Interval.Low),
                       metric.FormatForFile(test.Interval.High),
                       Probability(test.PValue), test.IsSignificant ? "yes" : "no", Probability(test.HolmPValue),
                   ];
        Csv.Write(writer, rows.Prepend(["metric", "method", "other", "difference", "low", "high", "p", "differ", "holm"]));
    }

    private static string Probability(double p) => p.ToString("0.######", CultureInfo.InvariantCulture);
}
