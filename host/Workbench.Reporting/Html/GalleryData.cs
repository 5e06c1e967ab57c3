using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>The data of the gallery's script without the pictures, as JSON that is safe inside a script element.</summary>
internal sealed class GalleryData
{
    private const int TopScores = 5;
    // The default encoder writes < and & as \u003C and \u0026.
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly IReadOnlyList<string> _methods, _classes;
    private readonly Dictionary<string, int> _place;
    private readonly List<MetricColumn> _metrics;
    private readonly List<ILookup<string, (int Method, MetricRow Row)>> _rows;

    /// <summary>Collects the rows of each sample from all tables. A pair of metric and method in several tables counts once.</summary>
    public GalleryData(IReadOnlyList<TableReport> reports)
    {
        var results = reports.Select(report => report.Result).ToList();
        _methods = [.. results.SelectMany(result => result.Methods).Select(method => method.Name).Distinct()];
        _place = _methods.Index().ToDictionary(method => method.Item, method => method.Index, StringComparer.Ordinal);
        _classes = results.Select(result => result.Classes).MaxBy(names => names.Count) ?? [];
        var cells = results.SelectMany(result => result.Cells).DistinctBy(cell => (cell.Metric, cell.Method)).ToLookup(cell => cell.Metric);
        // Values per state of the model do not describe the map in the gallery.
        _metrics =
        [
            .. results
                .SelectMany(result => result.Metrics)
                .DistinctBy(metric => metric.Name)
                .Where(metric => cells[metric.Name].Any(cell => cell.Rows.Any(row => row.State is null))),
        ];
        _rows =
        [
            .. _metrics.Select(metric =>
                cells[metric.Name]
                    .SelectMany(cell => cell.Rows.Where(row => row.State is null).Select(row => (Method: _place[cell.Method], Row: row)))
                    .ToLookup(entry => entry.Row.Sample)),
        ];
    }

    /// <summary>The maps of a sample in the order of its tiles: by class, then by method in the order of the tables.</summary>
    public IReadOnlyList<(int Method, int Class, MapThumbnail Map)> Maps(SampleThumbnails glance) =>
        [
            .. glance
                .Maps.Where(map => _place.ContainsKey(map.Key.Method))
                .Select(map => (_place[map.Key.Method], map.Key.Class, map.Value))
                .OrderBy(map => map.Class)
                .ThenBy(map => map.Item1),
        ];

    /// <summary>The JSON of all samples with pictures.</summary>
    public string Json(IReadOnlyList<GallerySample> samples, GalleryPictures pictures) => JsonSerializer.Serialize(
        new
        {
            Methods = _methods,
            Classes = _classes,
            Metrics = _metrics.Select(
                (metric, i) =>
                    new
                    {
                        metric.Name,
                        metric.Percent,
                        Hits = _rows[i].All(rows => rows.All(entry => entry.Row.Value is 0 or 1)),
                    }),
            Tile = PageImageEncoder.Tile,
            GalleryPictures.Columns,
            Sequential = Table(ColourMap.Sequential),
            Diverging = Table(ColourMap.Diverging),
            Samples = pictures.Samples.Select((picture, i) => Sample(samples[i], picture)),
        },
        s_json);

    private object Sample(GallerySample sample, GalleryPicture picture) => new
    {
        sample.Sample.Id,
        Size = new[] { sample.Sample.Width, sample.Sample.Height },
        Photo = new[] { picture.Width, picture.Height },
        // As fractions of the image's width and height. The last pixel belongs to the box, hence + 1.
        Boxes = sample.Sample.Objects.Select(box => new[]
        {
            box.Class,
            Part(box.XMin, sample.Sample.Width),
            Part(box.YMin, sample.Sample.Height),
            Part(box.XMax + 1, sample.Sample.Width),
            Part(box.YMax + 1, sample.Sample.Height),
            box.Difficult ? 1 : 0,
        }),
        Top = sample
            .Thumbnails.Logits.Index()
            .OrderByDescending(logit => logit.Item)
            .Take(TopScores)
            .Select(logit => new[] { logit.Index, Short(logit.Item) }),
        Maps = Maps(sample.Thumbnails)
            .Select(map => new[] { map.Method, map.Class, map.Map.Width, map.Map.Height, Short(map.Map.Min), Short(map.Map.Max) }),
        Values = _rows.SelectMany((rows, metric) => rows[sample.Sample.Id].GroupBy(entry => entry.Row.Class).OrderBy(group => group.Key)
            .Select(group => new object[] { metric, group.Key ?? -1, Values([.. group]) })),
        // By metric, class and class of the judged map: the tolerance in pixels of the original, the tolerance as fractions of width and
        // height, and each method's point as fractions.
        Points = sample.Points.Where(point => _place.ContainsKey(point.Method))
            .GroupBy(point =>
                (
                    Metric: _metrics.FindIndex(metric => metric.Name == point.Metric),
                    point.Point.Class,
                    point.Point.Asked,
                    point.Point.Tolerance))
            .Where(group => group.Key.Metric >= 0).OrderBy(group => group.Key)
            .Select(group =>
                new object[]
                {
                    group.Key.Metric, group.Key.Class, group.Key.Asked, group.Key.Tolerance, Places(sample.Sample, [.. group]),
                }),
    };

    // Horizontal and vertical tolerance, then x and y of each method's point, null without a point.
    private double?[] Places(Sample seen, List<GalleryPoint> points)
    {
        var places = new double?[2 + 2 * _methods.Count];
        (places[0], places[1]) = (Math.Round(points[0].RadiusX / seen.Width, 4), Math.Round(points[0].RadiusY / seen.Height, 4));
        foreach (var point in points)
            (places[2 + 2 * _place[point.Method]], places[3 + 2 * _place[point.Method]]) = (
                Math.Round(point.X / seen.Width, 4),
                Math.Round(point.Y / seen.Height, 4));
        return places;
    }

    private double?[] Values(List<(int Method, MetricRow Row)> rows)
    {
        var values = new double?[_methods.Count];
        foreach (var (method, row) in rows) values[method] = double.IsFinite(row.Value) ? Short(row.Value) : null;
        return values;
    }

    private static string Table(ColourMap map) =>
        Convert.ToBase64String([
            .. Enumerable.Range(0, 256).Select(i => map[i / 255.0]).SelectMany(colour => new[] { colour.R, colour.G, colour.B }),
        ]);

    private static double Part(int pixel, int of) => Math.Round((double)pixel / of, 4);

    private static double Short(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : 0;
}
