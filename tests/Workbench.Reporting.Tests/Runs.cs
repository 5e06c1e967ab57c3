using Workbench.Reporting.Claims;
using Workbench.Results;

namespace Workbench.Reporting.Tests;

/// <summary>Runs made by hand.</summary>
internal static class Runs
{
    /// <summary>Text of the claim of <see cref="Small"/>.</summary>
    public const string UncheckedClaim =
        "the drop of alpha from hits to restricted-hits exceeds that of every other method: beta@b4 has no value under restricted-hits.";

    public const string PaperCsv = "method,label,hits,restricted-hits\nalpha,ALPHA,74.1,48.9\nbeta@b4,\"BETA, B4\",40,\n";

    /// <summary>Two methods under two metrics with two averages; the second method fails under the second metric.</summary>
    public static TableReport Small()
    {
        CellResult[] cells =
        [
            new("hits", "alpha", new MetricScore(0.75, Also(0.7), "1 class had no trial."), new Interval(0.7, 0.8125),
                [new("a", 0, 1), new("a", 1, 0), new("b", 0, 1), new("c", 1, 1)],
                [new("c", 0, "every box is difficult")],
                null)
            {
                IsMean = true,
            },
            new(
                "restricted-hits",
                "alpha",
                new MetricScore(0.5, Also(0.5)),
                new Interval(0.25, 0.75),
                [new("a", 0, 0.75), new("b", null, 0.25)],
                [],
                null)
            {
                IsMean = true,
            },
            new(
                "hits",
                "beta@b4",
                new MetricScore(1.0 / 3, Also(0.3)),
                new Interval(0, 1),
                [new("a", 0, 0), new("a", 1, 0), new("b", 0, 1)],
                [new("c", 0, "every box is difficult")],
                null)
            {
                IsMean = true,
            },
            new("restricted-hits", "beta@b4", null, null, [], [], "the map has shape [1,2], not [1,1,h,w]"),
        ];
        var result = new TableResult(
            "Table 0. A | test",
            "rooms",
            [new("alpha", null), new("beta@b4", null)],
            [new("hits", true), new("restricted-hits", true)],
            cells,
            3,
            4,
            [new("d", null, "truncated: \"d.jpg\", at byte 7")], ["cat", "dog, big"]);
        return new TableReport(
            result,
            Paper(PaperCsv),
            ClaimCheck.Check(result, [new DropClaim("alpha", null, 1, "hits", "restricted-hits")]));
    }

    public static PaperTable Paper(string csv)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, csv);
            return PaperTable.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>One row per image and cell, with the values given.</summary>
    public static TableResult Create(params (string Method, double[] From, double[] To)[] methods) => new(
        "t", "s", [.. methods.Select(method => new MethodLine(method.Method, null))], [new("from", true), new("to", true)],
        [.. methods.SelectMany(method => new[] { Cell("from", method.Method, method.From), Cell("to", method.Method, method.To) })],
        1,
        1,
        [],
        ["only"]);

    public static string Text(IResultFormat format)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        format.Write(Small(), writer);
        return writer.ToString();
    }

    private static CellResult Cell(string metric, string method, double[] values) =>
        new(
            metric,
            method,
            values.Length == 0 ? null : new MetricScore(values.Average(), Also(0)),
            null,
            [.. values.Select((value, i) => new MetricRow($"image{i}", 0, value))],
            [],
            null)
        {
            IsMean = true,
        };

    private static Dictionary<string, double> Also(double mean) => new() { ["class-mean"] = mean };
}
