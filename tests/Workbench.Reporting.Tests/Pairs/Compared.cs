using Workbench.Results;

namespace Workbench.Reporting.Tests.Pairs;

/// <summary>Runs with cells resampled like those of a grid.</summary>
internal static class Compared
{
    public const string Metric = "hits";

    /// <summary>One row per image, with the values given; as many images as the first method has.</summary>
    public static TableResult Create(params (string Method, double[] Values)[] methods)
    {
        List<string> images = [.. methods[0].Values.Select((_, i) => $"image{i:000}")];
        var bootstrap = new Bootstrap(images, 3);
        return new("Compared", "rooms", [.. methods.Select(method => new MethodLine(method.Method, null))], [new(Metric, true)],
            [.. methods.Select(method => Cell(method.Method, method.Values, images, bootstrap))], images.Count, images.Count, [], ["only"]);
    }

    private static CellResult Cell(string method, double[] values, List<string> images, Bootstrap bootstrap)
    {
        MetricRow[] rows = [.. values.Select((value, i) => new MetricRow(images[i], 0, value))];
        static double Mean(IReadOnlyList<MetricRow> of) => of.Count == 0 ? double.NaN : of.Average(row => row.Value);
        var resamples = bootstrap.Resamples(rows, [], null)[0];
        return new(
            Metric,
            method,
            new MetricScore(Mean(rows), new Dictionary<string, double>()),
            Bootstrap.Percentiles(resamples),
            rows,
            [],
            null)
        {
            Resamples = resamples,
            IsMean = true,
        };
    }

    /// <summary>Hits of each image for methods of different skill.</summary>
    public static double[] Hits(Random random, int images, double share) =>
        [.. Enumerable.Range(0, images).Select(_ => random.NextDouble() < share ? 1.0 : 0)];
}
