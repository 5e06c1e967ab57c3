using System.Runtime.InteropServices;

namespace Workbench.Engine.Runs;

/// <summary>
/// Small maps and the model's logits, for galleries: found, as cells are, by all that they depend on, but for the metric; in a store's file, or in memory alone.
/// </summary>
public sealed class GlanceStore : IDisposable
{
    private readonly StoreFile? _file;
    private readonly StoreCommand? _addAnswer, _addMap, _addPoint, _answer, _mapsOf, _pointsOf;
    private readonly Dictionary<(string Source, string Sample), IReadOnlyList<double>> _answers = [];
    private readonly Dictionary<(string Source, string Sample), Dictionary<int, MapThumbnail>> _maps = [];
    private readonly Dictionary<(string Source, string Sample), IReadOnlyList<JudgedPoint>> _points = [];
    private readonly bool _hasPoints;

    internal GlanceStore(StoreFile? file)
    {
        _file = file;
        if (file is null) return;
        using (var known = file.Command("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'point'")) _hasPoints = known.Value() is not null;
        _addPoint = !_hasPoints ? null : file.Command("INSERT INTO point (source, sample, class, asked, x, y, tolerance) SELECT $1, id, $3, $4, $5, $6, $7 FROM sample WHERE name = $2 ON CONFLICT DO NOTHING");
        _answer = file.Command("SELECT logits FROM answer JOIN sample ON sample.id = answer.sample WHERE source = $1 AND name = $2");
        _mapsOf = file.Command("SELECT class, width, height, low, high, pixels FROM map JOIN sample ON sample.id = map.sample WHERE source = $1 AND name = $2 ORDER BY class");
        _pointsOf = !_hasPoints ? null : file.Command("SELECT class, asked, x, y, tolerance FROM point JOIN sample ON sample.id = point.sample WHERE source = $1 AND name = $2 ORDER BY class");
        _addAnswer = file.Command("INSERT INTO answer (source, sample, logits) SELECT $1, id, $3 FROM sample WHERE name = $2 ON CONFLICT DO NOTHING");
        _addMap = file.Command("INSERT INTO map (source, sample, class, width, height, low, high, pixels) SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM sample WHERE name = $2 ON CONFLICT DO NOTHING");
    }

    // Within a change of the file.
    internal void Write(IReadOnlyList<CellKey> keys, SampleGlance glance)
    {
        if (keys.Count == 0) return;
        if (_file is null)
        {
            _answers[(keys[0].AnswerSource, glance.Sample)] = glance.Logits;
            foreach (var key in keys)
                if (glance.Points.TryGetValue((key.Metric, key.Method), out var judged)) _points[(key.Id, glance.Sample)] = judged;
            foreach (var key in keys.DistinctBy(key => key.MapSource))
                _maps[(key.MapSource, glance.Sample)] = glance.Maps.Where(map => map.Key.Method == key.Method).ToDictionary(map => map.Key.Class, map => map.Value);
            return;
        }
        _addAnswer!.Run(keys[0].AnswerSource, glance.Sample, MemoryMarshal.AsBytes(glance.Logits.ToArray().AsSpan()).ToArray());
        foreach (var key in keys.Where(key => key.IsLasting).DistinctBy(key => key.MapSource))
            foreach (var (at, map) in glance.Maps.Where(map => map.Key.Method == key.Method))
                _addMap!.Run(key.MapSource, glance.Sample, at.Class, map.Width, map.Height, map.Min, map.Max, map.Values);
        foreach (var key in keys.Where(key => key.IsLasting && glance.Points.ContainsKey((key.Metric, key.Method))))
            foreach (var point in glance.Points[(key.Metric, key.Method)])
                _addPoint?.Run(key.Id, glance.Sample, point.Class, point.Asked, point.X, point.Y, point.Tolerance);
    }

    /// <summary>What is kept of an image; null where nothing is.</summary>
    /// <param name="keys">Keys of the cells whose methods' maps are wanted.</param>
    /// <param name="sample">The image.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    public SampleGlance? Find(IReadOnlyList<CellKey> keys, string sample)
    {
        if (keys.Count == 0) return null;
        var logits = _file is null ? _answers.GetValueOrDefault((keys[0].AnswerSource, sample)) : Answer(keys[0].AnswerSource, sample);
        if (logits is null) return null;
        var maps = new Dictionary<(string Method, int Class), MapThumbnail>();
        foreach (var key in keys.DistinctBy(key => (key.MapSource, key.Method)))
            foreach (var (at, map) in _file is null ? _maps.GetValueOrDefault((key.MapSource, sample), []) : Maps(key.MapSource, sample)) maps[(key.Method, at)] = map;
        var points = new Dictionary<(string Metric, string Method), IReadOnlyList<JudgedPoint>>();
        foreach (var key in keys)
            if ((_file is null ? _points.GetValueOrDefault((key.Id, sample)) : Points(key.Id, sample)) is { Count: > 0 } judged) points[(key.Metric, key.Method)] = judged;
        return new SampleGlance(sample, logits, maps) { Points = points };
    }

    private IReadOnlyList<JudgedPoint> Points(string source, string sample) =>
        _pointsOf?.Rows(row => new JudgedPoint(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetDouble(4)), source, sample) ?? [];

    private double[]? Answer(string source, string sample) =>
        _answer!.Rows(row => row.GetBytes(0) is var bytes && bytes.Length % sizeof(double) == 0 ? MemoryMarshal.Cast<byte, double>(bytes).ToArray() : throw row.Damaged(0, "no row of numbers"), source, sample).FirstOrDefault();

    private Dictionary<int, MapThumbnail> Maps(string source, string sample) =>
        _mapsOf!.Rows(row => (Class: row.GetInt32(0), Map: Thumbnail(row)), source, sample).ToDictionary(row => row.Class, row => row.Map);

    private static MapThumbnail Thumbnail(StoreRow row)
    {
        var map = new MapThumbnail(row.GetInt32(1), row.GetInt32(2), row.GetFloat(3), row.GetFloat(4), row.GetBytes(5));
        return map.Width > 0 && map.Height > 0 && (long)map.Width * map.Height == map.Values.Length ? map : throw row.Damaged(5, $"no map of {map.Width}×{map.Height}");
    }

    /// <summary>Lets go of the file.</summary>
    public void Dispose()
    {
        foreach (var command in (StoreCommand?[])[_answer, _mapsOf, _pointsOf]) command?.Dispose();
        _addAnswer?.Dispose();
        _addMap?.Dispose();
        _addPoint?.Dispose();
    }
}
