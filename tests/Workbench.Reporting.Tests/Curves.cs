using Workbench.Results;

namespace Workbench.Reporting.Tests;

/// <summary>Runs of a metric with a value per state of the model, made by hand.</summary>
internal static class Curves
{
    public const string Metric = "likeness";

    /// <summary>Each method's value in a state and an image is the given one.</summary>
    public static TableResult Create(
        IReadOnlyList<string> states,
        int images,
        params (string Method, Func<int, int, double> Value)[] methods
    ) =>
        new(
        "Figure 0", "rooms", [.. methods.Select(method => MethodLines.Create(method.Method))], [new(Metric, false)],
        [.. methods.Select(method => Cell(method.Method, states, images, method.Value))], images, images, [], ["only"]);

    private static CellResult Cell(string method, IReadOnlyList<string> states, int images, Func<int, int, double> value)
    {
        MetricRow[] rows =
        [
            .. Enumerable
                .Range(0, images)
                .SelectMany(image => states.Select((state, i) => new MetricRow($"image{image}", null, value(i, image), state))),
        ];
        var curve = states.Select(state => (State: state, Mean: rows.Where(row => row.State == state).Average(row => row.Value))).ToList();
        var mean = rows.Average(row => row.Value);
        return new CellResult(
            Metric,
            method,
            new MetricScore(mean, new Dictionary<string, double>())
            {
                Curve = [.. curve.Select(point => new CurvePoint(point.State, point.Mean))],
            },
            new Interval(mean, mean),
            rows,
            [],
            null)
        {
            IsMean = true,
            Curve =
            [
                .. curve.Select(point => new CurveValue(
                    point.State,
                    point.Mean,
                    new Interval(point.Mean - 0.03, point.Mean + 0.03),
                    images)),
            ],
        };
    }

    public static string Text(IResultFormat format, TableReport report)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        format.Write(report, writer);
        return writer.ToString();
    }
}
