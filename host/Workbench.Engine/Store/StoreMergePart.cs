namespace Workbench.Engine.Store;

/// <summary>
/// One store's part of a merge, within its transaction. Ids of cells and samples differ between files, so cells are found by key and
/// samples by name. A sample that is new here gets its id there plus an offset, which keeps the other store's order. The table <c>known</c>
/// maps the ids of the other samples.
/// </summary>
internal sealed class StoreMergePart : IDisposable
{
    private readonly StoreCommand _lacks, _score, _skip, _entry;
    private readonly long _offset;

    /// <summary>Copies cells, samples and glances, and prepares the copying of rows.</summary>
    /// <param name="file">The target store, with the table <c>known</c>.</param>
    /// <param name="n">The source store's number in the batch.</param>
    /// <param name="stage">The attached database with copies of its tables.</param>
    public StoreMergePart(StoreFile file, int n, string stage)
    {
        Run(
            $"INSERT INTO main.cell (key, metric, method, parts) SELECT key, metric, method, parts FROM {stage}.cell_{n} "
            + "WHERE true ORDER BY id ON CONFLICT DO NOTHING");
        using (
            var cells = file.Command(
                $"SELECT ours.id, theirs.id FROM {stage}.cell_{n} theirs JOIN main.cell ours ON ours.key = theirs.key"))
            Cells = cells.Rows(row => (row.GetInt64(0), row.GetInt64(1)));
        Run(
            $"INSERT INTO known SELECT {n}, theirs.id, ours.id FROM {stage}.sample_{n} theirs "
            + "JOIN main.sample ours ON ours.name = theirs.name");
        using (
            var offset = file.Command(
                $"SELECT (SELECT coalesce(max(id), 0) FROM main.sample) + 1 - coalesce(min(id), 0) FROM {stage}.sample_{n}"))
            _offset = (long)offset.Value()!;
        Run(
            $"INSERT INTO main.sample (id, name) SELECT id + $1, name FROM {stage}.sample_{n} "
            + $"WHERE id NOT IN (SELECT theirs FROM known WHERE store = {n})",
            _offset);
        Run(
            "INSERT INTO main.answer (source, sample, logits) SELECT source, coalesce(known.id, sample + $1), logits "
            + $"FROM {From("answer")} WHERE true ON CONFLICT DO NOTHING",
            _offset);
        Run(
            "INSERT INTO main.map (source, sample, class, width, height, low, high, pixels) "
            + "SELECT source, coalesce(known.id, sample + $1), class, width, height, low, high, pixels "
            + $"FROM {From("map")} WHERE true ON CONFLICT DO NOTHING",
            _offset);
        Run(
            "INSERT INTO main.point (source, sample, class, asked, x, y, tolerance) "
            + "SELECT source, coalesce(known.id, sample + $1), class, asked, x, y, tolerance "
            + $"FROM {From("point")} WHERE true ON CONFLICT DO NOTHING",
            _offset);

        const string lacking =
            "cell = $3 AND (known.id IS NULL "
            + "OR NOT EXISTS (SELECT 1 FROM main.entry ours WHERE ours.cell = $2 AND ours.sample = known.id))";
        _lacks = file.Command($"SELECT 1 FROM {From("entry")} WHERE {lacking} LIMIT 1");
        _score = file.Command(
            "INSERT INTO main.score (cell, sample, place, class, state, value) "
            + $"SELECT $2, coalesce(known.id, sample + $1), place, class, state, value FROM {From("score")} WHERE {lacking}");
        _skip = file.Command(
            "INSERT INTO main.skip (cell, sample, place, class, state, reason, fault) "
            + $"SELECT $2, coalesce(known.id, sample + $1), place, class, state, reason, fault FROM {From("skip")} WHERE {lacking}");
        _entry = file.Command(
            "INSERT INTO main.entry (cell, sample, error) "
            + $"SELECT $2, coalesce(known.id, sample + $1), error FROM {From("entry")} WHERE cell = $3 ON CONFLICT DO NOTHING");

        string From(string table) => $"{stage}.{table}_{n} LEFT JOIN known ON known.store = {n} AND known.theirs = sample";

        void Run(string sql, params ReadOnlySpan<object?> values)
        {
            using var command = file.Command(sql);
            command.Run(values);
        }
    }

    /// <summary>The source store's cells: their ids here (Id) and there (Theirs).</summary>
    public IReadOnlyList<(long Id, long Theirs)> Cells { get; }

    /// <summary>Copies a cell's rows for images without an entry here. Returns the number of these images.</summary>
    /// <param name="cell">The cell's id here.</param>
    /// <param name="theirs">Its id there.</param>
    public int Write(long cell, long theirs)
    {
        if (_lacks.Value(_offset, cell, theirs) is null) return 0;
        // Entries last, because the other statements use them to find the images without rows.
        _score.Run(_offset, cell, theirs);
        _skip.Run(_offset, cell, theirs);
        return _entry.Run(_offset, cell, theirs);
    }

    public void Dispose()
    {
        _lacks.Dispose();
        _score.Dispose();
        _skip.Dispose();
        _entry.Dispose();
    }
}
