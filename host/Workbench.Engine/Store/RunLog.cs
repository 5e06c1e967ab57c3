using System.Globalization;
using System.Text.Json;
using Workbench.Data;
using Workbench.Results;

namespace Workbench.Engine.Store;

/// <summary>The runs recorded in a store.</summary>
public sealed class RunLog
{
    /// <summary>Default time limit of a query.</summary>
    public static readonly TimeSpan QueryLimit = TimeSpan.FromMinutes(1);

    private const string Columns =
        "id, title, spec, subject, folder, shard, started, updated, seconds, images, wanted, command, provenance";
    private readonly StoreFile _file;

    internal RunLog(StoreFile file) => _file = file;

    /// <summary>All runs, the latest first, without their samples, cells and claims.</summary>
    public IReadOnlyList<RunRecord> All()
    {
        using var command = _file.Command($"SELECT {Columns} FROM run ORDER BY updated DESC, id");
        return command.Rows(Record);
    }

    /// <summary>A run with its samples, cells and claims; null if the id is unknown.</summary>
    /// <param name="id">Its id.</param>
    public RunRecord? Find(string id)
    {
        using var run = _file.Command($"SELECT {Columns} FROM run WHERE id = $1");
        if (run.Rows(Record, id) is not [var record]) return null;
        using var samples = _file.Command("SELECT place, sample FROM run_sample WHERE run = $1 ORDER BY place");
        using var cells = _file.Command(
            "SELECT folder, title, samples, key, metric, percent, method, label, value, low, high, paper, failure "
            + "FROM result WHERE run = $1 ORDER BY place");
        using var claims = _file.Command("SELECT folder, verdict, text FROM claim WHERE run = $1 ORDER BY place");
        return record with
        {
            Samples = samples.Rows(row => (row.GetInt32(0), row.GetString(1)), id),
            Cells = cells.Rows(row => new RunRecordCell(
                row.GetString(0),
                row.GetString(1),
                row.GetInt32(2),
                row.GetString(3),
                row.GetString(4),
                row.GetBoolean(5),
                row.GetString(6),
                row.TextOrNull(7),
                row.ValueOrNull(8), row.ValueOrNull(9), row.ValueOrNull(10), row.ValueOrNull(11), row.TextOrNull(12)), id),
            Claims = claims.Rows(row => new RunRecordClaim(row.GetString(0), row.GetString(1), row.GetString(2)), id),
        };
    }

    private static RunRecord Record(StoreRow row) => new()
    {
        Id = row.GetString(0),
        Title = row.GetString(1),
        Spec = row.GetString(2),
        Subject = row.GetString(3),
        Folder = row.GetString(4),
        Shard = ShardOf(row, 5),
        Started = row.GetTime(6), Updated = row.GetTime(7), Seconds = row.GetDouble(8), Images = row.GetInt32(9), Wanted = row.GetInt32(10),
        Command = row.GetJson<string[]>(11), Provenance = row.GetJsonText(12),
    };

    private static string? ShardOf(StoreRow row, int column)
    {
        try
        {
            return row.TextOrNull(column) is { } text ? Shard.FromText(text).ToString() : null;
        }
        catch (FormatException)
        {
            throw row.Damaged(column, "not a shard");
        }
    }

    /// <summary>
    /// Records a run and replaces its former record, except for the time of its first start. The seconds of former starts are added.
    /// </summary>
    /// <param name="run">The run, with the seconds of this start only.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Write(RunRecord run) => _file.Change(() =>
    {
        using var former = _file.Command("SELECT started, seconds FROM run WHERE id = $1");
        var (started, seconds) = former.Rows(row => (row.GetString(0), row.GetDouble(1)), run.Id) is [var known]
            ? known
            : (run.Started.ToString("O", CultureInfo.InvariantCulture), 0);
        Delete(run.Id);
        using var add = _file.Command($"INSERT INTO run ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        add.Run(
            run.Id,
            run.Title,
            run.Spec,
            run.Subject,
            run.Folder,
            run.Shard,
            started,
            run.Updated.ToString("O", CultureInfo.InvariantCulture),
            seconds + run.Seconds,
            run.Images,
            run.Wanted,
            JsonSerializer.Serialize(run.Command),
            run.Provenance);
        using var sample = _file.Command("INSERT INTO run_sample (run, place, sample) VALUES ($1, $2, $3)");
        foreach (var (place, name) in run.Samples) sample.Run(run.Id, place, name);
        using var cell = _file.Command(
            "INSERT INTO result "
            + "(run, place, folder, title, samples, key, metric, percent, method, label, value, low, high, paper, failure) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
        foreach (var (place, c) in run.Cells.Index())
            cell.Run(
                run.Id, place, c.Table, c.Title, c.Samples, c.Key, c.Metric, c.Percent, c.Method, c.Label, c.Value, c.Low, c.High, c.Paper,
                c.Failure);
        using var claim = _file.Command("INSERT INTO claim (run, place, folder, verdict, text) VALUES ($1, $2, $3, $4, $5)");
        foreach (var (place, c) in run.Claims.Index()) claim.Run(run.Id, place, c.Table, c.Verdict, c.Text);
    });

    private void Delete(string id)
    {
        using var delete = _file.Command("DELETE FROM run WHERE id = $1");
        delete.Run(id);
    }

    /// <summary>Deletes a run, and the rows and small maps of cells that no other run uses.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Number of images' cells deleted.</returns>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public int Remove(string id)
    {
        var deleted = 0;
        _file.Change(() =>
        {
            using var keys = _file.Command(
                "SELECT DISTINCT key FROM result WHERE run = $1 AND key NOT IN (SELECT key FROM result WHERE run <> $1)");
            using var parts = _file.Command("SELECT id, metric, method, parts FROM cell WHERE key = $1");
            using var count = _file.Command("SELECT count(*) FROM entry WHERE cell = $1");
            using var cell = _file.Command("DELETE FROM cell WHERE id = $1");
            using var map = _file.Command("DELETE FROM map WHERE source = $1");
            var own = keys.Rows(row => row.GetString(0), id);
            Delete(id);
            using (var kept = _file.Command("DELETE FROM kept WHERE run = $1")) kept.Run(id);
            var left = new HashSet<string>(StringComparer.Ordinal);
            using (var others = _file.Command("SELECT metric, method, parts FROM cell"))
                left.UnionWith(
                    others
                        .Rows(row => new CellKey(row.GetString(0), row.GetString(1), row.GetJson<SortedDictionary<string, string>>(2)))
                        .Where(key => !own.Contains(key.Id))
                        .Select(key => key.MapSource));
            foreach (var key in own)
                foreach (
                    var (number, found) in parts.Rows(
                        row =>
                            (
                                row.GetInt64(0),
                                new CellKey(row.GetString(1), row.GetString(2), row.GetJson<SortedDictionary<string, string>>(3))),
                        key))
                {
                    deleted += (int)(long)count.Value(number)!;
                    cell.Run(number);
                    if (!left.Contains(found.MapSource)) map.Run(found.MapSource);
                }
        });
        return deleted;
    }

    /// <summary>The scored rows of a run, by table, in the data's order.</summary>
    /// <param name="id">Its id.</param>
    public IReadOnlyList<TableRow> Rows(string id)
    {
        using var command = _file.Command(
            """
            SELECT result.folder, result.metric, result.method, sample.name, score.class, score.state, score.value
            FROM result JOIN cell ON cell.key = result.key
            JOIN run_sample ON run_sample.run = result.run AND run_sample.place < result.samples
            JOIN sample ON sample.name = run_sample.sample JOIN score ON score.cell = cell.id AND score.sample = sample.id
            WHERE result.run = $1 ORDER BY result.place, run_sample.place, score.place
            """);
        return command.Rows(
            row => new TableRow(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.NumberOrNull(4), row.TextOrNull(5),
                row.GetDouble(6)),
            id);
    }

    /// <summary>Runs an SQL query. Returns the column names, and rows of texts and numbers.</summary>
    /// <param name="sql">
    /// One statement that only reads. The views <c>scores</c>, <c>skipped</c> and <c>results</c> have readable columns.
    /// </param>
    /// <exception cref="RunStoreException">
    /// The SQL is not valid here, it writes, or it takes longer than <see cref="QueryLimit"/>.
    /// </exception>
    public (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Query(string sql) =>
        Query(sql, QueryLimit, CancellationToken.None);

    /// <summary>As <see cref="Query(string)"/>, with another time limit.</summary>
    /// <param name="sql">One statement that only reads.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="cancel">Cancels the query.</param>
    /// <exception cref="RunStoreException">The SQL is not valid here, it writes, or it exceeds the limit.</exception>
    public (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Query(string sql, TimeSpan limit, CancellationToken cancel) =>
        _file.Query(sql, limit, cancel);
}
