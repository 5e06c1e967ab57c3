using Workbench.Data;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Reporting.Figures;
using Workbench.Reporting.Html;
using Workbench.Results;

namespace Workbench.Browser.Tests;

/// <summary>
/// A synthetic run that looks like a real one: hits, values, intervals, maps with structure and noise. It depends on its sizes and a fixed
/// seed alone.
/// </summary>
internal static class SyntheticReport
{
    /// <summary>Tolerance of every judged point, in pixels.</summary>
    public const double Tolerance = 15;

    /// <summary>The class whose map the restricted game judges.</summary>
    public const int Asked = 7;

    public static IReadOnlyList<string> Classes { get; } = ["ball", "cone", "cube", "drum", "knot", "ring", "star", "tube"];

    /// <summary>A report of two tables over the same images.</summary>
    /// <param name="samples">Number of images.</param>
    /// <param name="methods">Number of methods of the first table.</param>
    /// <param name="targets">Number of classes with maps in an image.</param>
    /// <param name="names">Names of the methods; null for plain names.</param>
    public static ReportModel Report(int samples, int methods, int targets, Func<int, string>? names = null)
    {
        names ??= i => i % 5 == 0 ? $"cam@b{1 + i / 5 % 5}" : i % 5 == 1 ? $"grad-cam-pos@b{1 + i / 5 % 5}" : $"method-{i}{{gamma={i}}}";
        List<string> all = [.. Enumerable.Range(0, methods).Select(names)];
        var random = new Random(1);
        List<Sample> data = [.. Enumerable.Range(0, samples).Select(i => Sample(i, targets, random))];
        var hits = Result("Table 1. Pointing game", all, data, [("pointing", true, true), ("restricted-pointing", true, true)], random);
        var likeness = Result(
            "Table 2. Class sensitivity",
            [.. all.Take(Math.Max(2, methods / 2))],
            data,
            [("sensitivity", false, false)],
            random);
        var paper = Paper(all);
        List<Claim> claims =
            all.Count < 2
                ? []
                :
                [
                    new OrderClaim("pointing", null, true, [all[0]], [all[^1]], 0),
                    new OrderClaim("pointing", null, true, [all[^1]], null, 0),
                    new NearClaim("pointing", null, [all[1]], 0.5, 0.4),
                ];
        return new ReportModel(
            "Made-up tables", "rooms",
            [
                new(
                    "table1",
                    new TableReport(hits, paper, ClaimCheck.Check(hits, claims)),
                    [Bars(hits, "pointing"), Bars(hits, "restricted-pointing")]),
                new("table2", new TableReport(likeness, null, []), []),
            ],
            [new("figure1", "Figure 1. Maps of four methods", Picture(480, 320, 7), 480, 320)],
            [
                .. data.Select(
                    (sample, i) =>
                        new Reporting.Html.GallerySample(sample, () => Photo(sample, i), Glance(sample, all, i))
                        {
                            Points = [.. Points(hits, sample)],
                        }),
            ],
            """
            {
              "workbench": "0.1.0", "command": ["run", "experiments/made up.yaml"], "seed": 0, "device": "cpu", "dtype": "Float32",
              "images": { "done": 14, "wanted": 15, "computedByThisStart": 14 }, "wallSeconds": 1.5,
              "versions": { ".NET": ".NET 10.0.1", "libtorch": "2.10.0" },
              "weights": { "file": "rooms.safetensors", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
              "plugins": [{ "file": "Aggregation.dll", "sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" }],
              "spec": "title: Made-up tables\nmethods: [cam@b5]\n"
            }
            """,
            ["run", "experiments/made up.yaml", "--set", "limit=300"])
        {
            EndTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Name = "made-up-rooms",
        };
    }

    private static Sample Sample(int index, int targets, Random random)
    {
        var classes = Enumerable.Range(0, targets).Select(i => (index + 3 * i) % Classes.Count).Distinct();
        return new($"{index:000000}", 224, 224, [.. classes.Select(c =>
        {
            var (x, y, side) = (random.Next(0, 140), random.Next(0, 140), random.Next(40, 84));
            return new ImageObject(c, x, y, x + side, y + side, index % 9 == 0 && c == index % Classes.Count);
        })]);
    }

    private static TableResult Result(
        string title,
        List<string> methods,
        List<Sample> data,
        IReadOnlyList<(string Name, bool Percent, bool Hits)> metrics,
        Random random)
    {
        var bootstrap = new Bootstrap([.. data.Select(sample => sample.Id)], 0);
        var ease = data.ToDictionary(sample => sample.Id, _ => random.NextDouble() - 0.5, StringComparer.Ordinal);
        List<CellResult> cells = [];
        foreach (var (metric, _, isHit) in metrics)
            foreach (var (i, method) in methods.Index())
            {
                if (i == 3 && metric == "restricted-pointing")
                {
                    cells.Add(new(metric, method, null, null, [], [], "the map has shape [1,2], not [1,1,h,w]"));
                    continue;
                }
                var skill = 0.95 - 0.6 * (i / 2 * 2) / methods.Count;
                List<MetricRow> rows = [];
                List<SkippedRow> skipped = [];
                foreach (var (s, sample) in data.Index())
                    foreach (var c in sample.PresentClasses)
                    {
                        if (s % 17 == 5 && c == sample.PresentClasses[0])
                        {
                            skipped.Add(new(sample.Id, c, "every object of the class is marked difficult"));
                            continue;
                        }
                        var value = Math.Clamp(skill + 0.5 * ease[sample.Id] + 0.2 * (random.NextDouble() - 0.5), 0, 1);
                        rows.Add(new(sample.Id, c, isHit ? random.NextDouble() < value ? 1 : 0 : Math.Round(2 * value - 1, 3)));
                    }
                static double Mean(IReadOnlyList<MetricRow> of) => of.Count == 0 ? double.NaN : of.Average(row => row.Value);
                var resamples = bootstrap.Resamples(rows, [], null)[0];
                var score = new MetricScore(
                    Mean(rows),
                    new Dictionary<string, double>
                    {
                        ["class-mean"] = rows.GroupBy(row => row.Class)
                            .Select(group => group.Average(row => row.Value))
                            .DefaultIfEmpty(0)
                            .Average(),
                    });
                cells.Add(
                    new CellResult(metric, method, score, Bootstrap.Percentiles(resamples), rows, skipped, null)
                    {
                        Resamples = resamples,
                        IsMean = true,
                        Faults = i == 4 ? 2 : 0,
                    });
            }
        return new(
            title,
            "rooms",
            [.. methods.Select(method => new MethodLine(method, null))],
            [.. metrics.Select(metric => new MetricColumn(metric.Name, metric.Percent))],
            cells,
            data.Count, data.Count + 1, [new("999999", null, "the file ends before the picture does")], Classes);
    }

    // The centre of a box for a hit, a corner of the image for a miss.
    private static IEnumerable<GalleryPoint> Points(TableResult hits, Sample sample) =>
        from cell in hits.Cells
        from row in cell.Rows
        where row.Sample == sample.Id
        let box = sample.Objects.First(one => one.Class == row.Class)
        let at = row.Value == 1 ? ((box.XMin + box.XMax) / 2, (box.YMin + box.YMax) / 2) : (3, 3)
        let point = new JudgedPoint(row.Class!.Value, cell.Metric == "pointing" ? row.Class.Value : Asked, at.Item1, at.Item2, Tolerance)
        select new GalleryPoint(cell.Metric, cell.Method, point, point.X + 0.5, point.Y + 0.5, Tolerance, Tolerance);

    private static PaperTable Paper(List<string> methods)
    {
        using var folder = new Workbench.Testing.TemporaryFolder();
        File.WriteAllLines(
            folder["paper.csv"],
            methods
                .Select((method, i) => $"\"{method.Replace("\"", "\"\"")}\",METHOD {i},{(i % 4 == 3 ? "" : 70 - i)},")
                .Prepend("method,label,pointing,restricted-pointing"));
        return PaperTable.Load(folder["paper.csv"]);
    }

    private static Chart Bars(TableResult result, string metric) => new($"bars-{metric}", $"{metric} of each method", 720, 320, theme =>
    {
        var plot = HouseStyle.New();
        HouseStyle.Apply(plot, theme);
        var bars = plot.Add.Bars(result.Methods.Select(method => 100 * (result.Cell(method.Name, metric).Score?.Value ?? 0)).ToArray());
        bars.LegendText = $"{metric} <of> {result.Methods[0].Name}";
        plot.ShowLegend();
        return plot;
    });

    private static Results.SampleThumbnails Glance(Sample sample, List<string> methods, int seed)
    {
        var random = new Random(seed);
        var maps = new Dictionary<(string, int), MapThumbnail>();
        foreach (var (m, method) in methods.Index())
            foreach (var box in sample.Objects.DistinctBy(box => box.Class)) maps[(method, box.Class)] = Map(m, box, random);
        return new(
            sample.Id,
            [.. Classes.Select((_, c) => sample.PresentClasses.Contains(c) ? 4 + 3 * random.NextDouble() : 6 * random.NextDouble() - 4)],
            maps);
    }

    // Smooth and coarse like a CAM, or fine and noisy like a gradient.
    private static MapThumbnail Map(int method, ImageObject box, Random random)
    {
        var side = method % 3 == 0 ? 14 : 32;
        var (x0, y0, spread) = (
            (box.XMin + box.XMax) / 448.0 + 0.06 * (random.NextDouble() - 0.5),
            (box.YMin + box.YMax) / 448.0 + 0.06 * (random.NextDouble() - 0.5),
            0.02 + 0.02 * random.NextDouble());
        var values = new byte[side * side];
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y) = ((i % side + 0.5) / side - x0, (i / side + 0.5) / side - y0);
            values[i] = (byte)
                Math.Clamp(
                    255 * Math.Exp(-(x * x + y * y) / spread) * (method % 3 == 1 ? random.NextDouble() : 1)
                        + (method % 3 == 0 ? 0 : random.Next(40)),
                    0,
                    255);
        }
        return new(side, side, method % 3 == 1 ? -0.013f : 0, 0.05f + method, values);
    }

    private static Image Photo(Sample sample, int seed)
    {
        var random = new Random(seed);
        var rgb = new byte[3 * sample.Width * sample.Height];
        for (var y = 0; y < sample.Height; y++)
            for (var x = 0; x < sample.Width; x++)
            {
                var at = 3 * (y * sample.Width + x);
                var inside = sample.Objects.FirstOrDefault(box => x >= box.XMin && x <= box.XMax && y >= box.YMin && y <= box.YMax);
                var texture = 20 * Math.Sin(0.2 * x + seed) * Math.Cos(0.13 * y) + random.Next(-12, 12);
                for (var c = 0; c < 3; c++)
                    rgb[at + c] = (byte)Math.Clamp((inside is null ? 120 + 20 * c : 60 + 50 * ((inside.Class + c) % 4)) + texture, 0, 255);
            }
        return new(sample.Width, sample.Height, rgb);
    }

    private static byte[] Picture(int width, int height, int seed)
    {
        using var folder = new Workbench.Testing.TemporaryFolder();
        Photo(new Sample("figure", width, height, []), seed).SavePng(folder["figure.png"]);
        return File.ReadAllBytes(folder["figure.png"]);
    }
}
