using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Workbench.Results;

namespace Workbench.Engine.Store;

/// <summary>
/// Small maps and logits for galleries, in a store's file or in memory. Like cells, they are found by all inputs that they depend on,
/// except the metric.
/// </summary>
public sealed class GlanceStore : IDisposable
{
    private readonly StoreFile? _file;
    private readonly StoreCommand? _addAnswer, _addMap, _addPoint;
    private readonly Dictionary<(string Source, string Sample), IReadOnlyList<double>> _answers = [];
    private readonly Dictionary<(string Source, string Sample), Dictionary<int, MapThumbnail>> _maps = [];
    private readonly Dictionary<(string Source, string Sample), IReadOnlyList<JudgedPoint>> _points = [];
    private readonly bool _hasPoints;

    internal GlanceStore(StoreFile? file)
    {
        _file = file;
        if (file is null) return;
        using (var known = file.Command("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'point'"))
            _hasPoints = known.Value() is not null;
        _addPoint = !_hasPoints
            ? null
            : file.Command(
                "INSERT INTO point (source, sample, class, asked, x, y, tolerance) "
                + "SELECT $1, id, $3, $4, $5, $6, $7 FROM sample WHERE name = $2 ON CONFLICT DO NOTHING");
        _addAnswer = file.Command(
            "INSERT INTO answer (source, sample, logits) SELECT $1, id, $3 FROM sample WHERE name = $2 ON CONFLICT DO NOTHING");
        _addMap = file.Command(
            "INSERT INTO map (source, sample, class, width, height, low, high, pixels) "
            + "SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM sample WHERE name = $2 ON CONFLICT DO NOTHING");
    }

    // Must run inside a change of the file.
    internal void Write(IReadOnlyList<CellKey> keys, SampleThumbnails glance)
    {
        if (keys.Count == 0) return;
        if (_file is null)
        {
            _answers[(keys[0].AnswerSource, glance.Sample)] = glance.Logits;
            foreach (var key in keys)
                if (glance.Points.TryGetValue((key.Metric, key.Method), out var judged)) _points[(key.Id, glance.Sample)] = judged;
            foreach (var key in keys.DistinctBy(key => key.MapSource))
                _maps[(key.MapSource, glance.Sample)] = glance
                    .Maps.Where(map => map.Key.Method == key.Method)
                    .ToDictionary(map => map.Key.Class, map => map.Value);
            return;
        }
        _addAnswer!.Run(keys[0].AnswerSource, glance.Sample, MemoryMarshal.AsBytes(glance.Logits.ToArray().AsSpan()).ToArray());
        foreach (var key in keys.Where(key => key.IsPersistent).DistinctBy(key => key.MapSource))
            foreach (var (at, map) in glance.Maps.Where(map => map.Key.Method == key.Method))
                _addMap!.Run(key.MapSource, glance.Sample, at.Class, map.Width, map.Height, map.Min, map.Max, map.Values);
        foreach (var key in keys.Where(key => key.IsPersistent && glance.Points.ContainsKey((key.Metric, key.Method))))
            foreach (var point in glance.Points[(key.Metric, key.Method)])
                _addPoint?.Run(key.Id, glance.Sample, point.Class, point.Asked, point.X, point.Y, point.Tolerance);
    }

    /// <summary>The stored glance of an image, or null.</summary>
    /// <param name="keys">Keys of the cells whose maps to return.</param>
    /// <param name="sample">The image.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    public SampleThumbnails? Find(IReadOnlyList<CellKey> keys, string sample) => Find(keys, [sample]) is [var glance] ? glance : null;

    /// <summary>The stored glances of some images, in order. Images without one are left out.</summary>
    /// <param name="keys">Keys of the cells whose maps to return.</param>
    /// <param name="samples">The images.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    public IReadOnlyList<SampleThumbnails> Find(IReadOnlyList<CellKey> keys, IReadOnlyList<string> samples)
    {
        if (keys.Count == 0) return [];
        var answers = Answers(keys[0].AnswerSource, samples);
        var glances = samples
            .Where(answers.ContainsKey)
            .ToDictionary(
                sample => sample,
                _ =>
                    (
                        Maps: new Dictionary<(string, int), MapThumbnail>(),
                        Points: new Dictionary<(string, string), IReadOnlyList<JudgedPoint>>()),
                StringComparer.Ordinal);
        foreach (var key in keys.DistinctBy(key => (key.MapSource, key.Method)))
            foreach (var (sample, at, map) in Maps(key.MapSource, samples))
                if (glances.TryGetValue(sample, out var glance)) glance.Maps[(key.Method, at)] = map;
        foreach (var key in keys)
            foreach (var (sample, points) in Points(key.Id, samples))
                if (glances.TryGetValue(sample, out var glance)) glance.Points[(key.Metric, key.Method)] = points;
        return
        [
            .. samples
                .Where(glances.ContainsKey)
                .Select(sample => new SampleThumbnails(sample, answers[sample], glances[sample].Maps) { Points = glances[sample].Points }),
        ];
    }

    /// <summary>Adds all data of some cells in the file to a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="keys">Keys of the cells.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    internal void AddTo(IncrementalHash hash, IReadOnlyList<CellKey> keys)
    {
        if (_file is null || keys.Count == 0) return;
        Add("SELECT name, logits FROM answer JOIN sample ON sample.id = sample WHERE source = $1 ORDER BY sample", [keys[0].AnswerSource]);
        Add(
            "SELECT name, class, width, height, low, high, pixels FROM map JOIN sample ON sample.id = sample "
            + "WHERE source = $1 ORDER BY sample, class",
            [.. keys.Select(key => key.MapSource).Distinct(StringComparer.Ordinal)]);
        if (_hasPoints)
            Add(
                "SELECT name, class, asked, x, y, tolerance FROM point JOIN sample ON sample.id = sample "
                + "WHERE source = $1 ORDER BY sample, class",
                [.. keys.Select(key => key.Id)]);

        void Add(string question, IReadOnlyList<string> sources)
        {
            using var command = _file.Command(question);
            foreach (var source in sources)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{source}\n"));
                foreach (var row in command.Rows(row => row.Bytes(), source)) hash.AppendData(row);
            }
        }
    }

    // One query per source. One per source and image would be tens of thousands.
    private IReadOnlyDictionary<string, IReadOnlyList<double>> Answers(string source, IReadOnlyList<string> samples)
    {
        if (_file is null)
            return samples
                .Where(sample => _answers.ContainsKey((source, sample)))
                .ToDictionary(sample => sample, sample => _answers[(source, sample)], StringComparer.Ordinal);
        using var command = CreateQuery("logits", "answer", samples);
        return command
            .Rows(row => (Sample: row.GetString(1), Logits: (IReadOnlyList<double>)Logits(row)), source, Single(samples))
            .ToDictionary(row => row.Sample, row => row.Logits, StringComparer.Ordinal);
    }

    private static double[] Logits(StoreRow row) =>
        row.GetBytes(0) is var bytes && bytes.Length % sizeof(double) == 0
            ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
            : throw row.Damaged(0, "not a list of numbers");

    private IEnumerable<(string Sample, int Class, MapThumbnail Map)> Maps(string source, IReadOnlyList<string> samples)
    {
        if (_file is null)
            return samples.SelectMany(sample => _maps.GetValueOrDefault((source, sample), []).Select(map => (sample, map.Key, map.Value)));
        using var command = CreateQuery("class, width, height, low, high, pixels", "map", samples);
        return command.Rows(row => (row.GetString(6), row.GetInt32(0), Thumbnail(row)), source, Single(samples));
    }

    private IEnumerable<(string Sample, IReadOnlyList<JudgedPoint> Points)> Points(string source, IReadOnlyList<string> samples)
    {
        if (_file is null)
            return samples
                .Where(sample => _points.GetValueOrDefault((source, sample)) is { Count: > 0 })
                .Select(sample => (sample, _points[(source, sample)]));
        if (!_hasPoints) return [];
        using var command = CreateQuery("class, asked, x, y, tolerance", "point", samples);
        return command
            .Rows(
                row =>
                    (
                        Sample: row.GetString(5),
                        Point: new JudgedPoint(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetDouble(4))),
                source,
                Single(samples))
            .GroupBy(
                row => row.Sample,
                (sample, points) => (sample, (IReadOnlyList<JudgedPoint>)[.. points.Select(row => row.Point)]),
                StringComparer.Ordinal);
    }

    // $1 is the source, $2 the image, or null for all images.
    private StoreCommand CreateQuery(string columns, string table, IReadOnlyList<string> samples)
    {
        var (sort, isSingle) = (table == "answer" ? "" : "class", samples.Count == 1);
        var order = isSingle
            ? sort.Length == 0 ? "" : $" ORDER BY {sort}"
            : $" ORDER BY {table}.sample{(sort.Length == 0 ? "" : $", {sort}")}";
        return _file!.Command(
            $"SELECT {columns}, name FROM {table} JOIN sample ON sample.id = {table}.sample "
            + $"WHERE source = $1 AND {(isSingle ? "name = $2" : "$2 IS NULL")}{order}");
    }

    private static string? Single(IReadOnlyList<string> samples) => samples.Count == 1 ? samples[0] : null;

    private static MapThumbnail Thumbnail(StoreRow row)
    {
        var map = new MapThumbnail(row.GetInt32(1), row.GetInt32(2), row.GetFloat(3), row.GetFloat(4), row.GetBytes(5));
        return map.Width > 0 && map.Height > 0 && (long)map.Width * map.Height == map.Values.Length
            ? map
            : throw row.Damaged(5, $"not a map of {map.Width}×{map.Height}");
    }

    /// <summary>Frees the prepared statements. The file stays open.</summary>
    public void Dispose()
    {
        _addAnswer?.Dispose();
        _addMap?.Dispose();
        _addPoint?.Dispose();
    }
}
