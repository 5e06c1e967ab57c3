using System.Text.Json;

namespace Workbench.Engine.Store;

/// <summary>Cells and their rows in a store's file.</summary>
internal sealed class StoreRows : IDisposable
{
    private readonly StoreFile _file;
    private readonly Dictionary<string, long> _cells = new(StringComparer.Ordinal), _samples = new(StringComparer.Ordinal);
    private readonly List<StoreCommand> _commands = [];
    private readonly StoreCommand _addCell, _cellId, _addSample, _sampleId, _forget, _addEntry, _addScore, _addSkip;

    public StoreRows(StoreFile file)
    {
        _file = file;
        _addCell = Command("INSERT INTO cell (key, metric, method, parts) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
        _cellId = Command("SELECT id FROM cell WHERE key = $1");
        _addSample = Command("INSERT INTO sample (name) VALUES ($1) ON CONFLICT DO NOTHING");
        _sampleId = Command("SELECT id FROM sample WHERE name = $1");
        _forget = Command("DELETE FROM entry WHERE cell = $1 AND sample = $2");
        _addEntry = Command("INSERT INTO entry (cell, sample, error) VALUES ($1, $2, $3)");
        _addScore = Command("INSERT INTO score (cell, sample, place, class, state, value) VALUES ($1, $2, $3, $4, $5, $6)");
        _addSkip = Command("INSERT INTO skip (cell, sample, place, class, state, reason, fault) VALUES ($1, $2, $3, $4, $5, $6, $7)");

        StoreCommand Command(string sql)
        {
            _commands.Add(file.Command(sql));
            return _commands[^1];
        }
    }

    /// <summary>The keys of all cells, in the order of insertion.</summary>
    public List<CellKey> Keys()
    {
        using var command = _file.Command("SELECT metric, method, parts FROM cell ORDER BY id");
        return command.Rows(row => new CellKey(row.GetString(0), row.GetString(1), row.GetJson<SortedDictionary<string, string>>(2)));
    }

    /// <summary>All rows of a cell, by image.</summary>
    public Dictionary<string, StoredCell> Read(CellKey key)
    {
        if (_cellId.Value(key.Id) is not long cell) return new(StringComparer.Ordinal);
        using var entries = _file.Command("SELECT sample.name, error FROM entry JOIN sample ON sample.id = entry.sample WHERE cell = $1");
        using var scores = _file.Command(
            "SELECT sample.name, class, value, state FROM score JOIN sample ON sample.id = score.sample WHERE cell = $1 "
            + "ORDER BY score.sample, place");
        using var skips = _file.Command(
            "SELECT sample.name, class, reason, state, fault FROM skip JOIN sample ON sample.id = skip.sample WHERE cell = $1 "
            + "ORDER BY skip.sample, place");
        var rows = scores
            .Rows(row => (Sample: row.GetString(0), Row: new StoredRow(row.NumberOrNull(1), row.GetDouble(2), row.TextOrNull(3))), cell)
            .ToLookup(row => row.Sample, row => row.Row, StringComparer.Ordinal);
        var skipped = skips
            .Rows(
                row =>
                    (
                        Sample: row.GetString(0),
                        Skip: new StoredSkip(row.NumberOrNull(1), row.GetString(2), row.TextOrNull(3), row.GetBoolean(4))),
                cell)
            .ToLookup(row => row.Sample, row => row.Skip, StringComparer.Ordinal);
        return entries.Rows(row => (Sample: row.GetString(0), Error: row.TextOrNull(1)), cell)
            .ToDictionary(
                entry => entry.Sample,
                entry => new StoredCell([.. rows[entry.Sample]], [.. skipped[entry.Sample]], entry.Error),
                StringComparer.Ordinal);
    }

    /// <summary>Replaces an image's rows in a cell. Must run inside a change of the file.</summary>
    public void Write(CellKey key, string sample, StoredCell stored)
    {
        var cell = Id(_cells, key.Id, _cellId, () => _addCell.Run(key.Id, key.Metric, key.Method, JsonSerializer.Serialize(key.Parts)));
        var image = SampleId(sample);
        _forget.Run(cell, image);
        _addEntry.Run(cell, image, stored.Error);
        foreach (var (place, row) in stored.Rows.Index()) _addScore.Run(cell, image, place, row.Class, row.State, row.Value);
        foreach (var (place, skip) in stored.Skipped.Index())
            _addSkip.Run(cell, image, place, skip.Class, skip.State, skip.Reason, skip.Fault);
    }

    private long SampleId(string sample) => Id(_samples, sample, _sampleId, () => _addSample.Run(sample));

    // A cached id may come from a change that was rolled back, so it is checked against the table.
    private static long Id(Dictionary<string, long> known, string name, StoreCommand find, Action add)
    {
        if (known.TryGetValue(name, out var id) && find.Value(name) is long still && still == id) return id;
        if (find.Value(name) is not long found)
        {
            add();
            found = (long)find.Value(name)!;
        }
        return known[name] = found;
    }

    public void Dispose()
    {
        foreach (var command in _commands) command.Dispose();
    }
}
