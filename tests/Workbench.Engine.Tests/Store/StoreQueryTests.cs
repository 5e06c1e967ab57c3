using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>A query only reads, whatever statement it has.</summary>
public sealed class StoreQueryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoreQueryTests()
    {
        using var store = CellStore.Open(_folder.Root);
        store.Append([new StoredImage("a", [(StoreTools.Key("gradcam", "1"), new StoredCell([new StoredRow(3, 0.5)], []))])]);
    }

    private string File => _folder["store.db"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [
        InlineData("SELECT count(*) FROM scores", "1"),
        InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n", "15"),
        InlineData("VALUES (7)", "7"),
        InlineData(" -- why\n SELECT 1; /* and */ ; ", "1")
    ]
    [
        InlineData("SELECT upper(json_extract(parts, '$.dtype')) FROM cell", "FLOAT32"),
        InlineData("SELECT count(*) > 3 FROM pragma_table_info('cell')", "1"),
        InlineData("PRAGMA integrity_check", "ok"),
        InlineData("PRAGMA user_version", "1"),
        InlineData("SELECT avg(value) OVER () FROM scores", "0.5")
    ]
    public void A_reading_statement_is_run(string sql, string answer) => $"{Ask(sql).Rows[0][0]:R}".ShouldBe(answer);

    [Theory]
    [
        InlineData("PRAGMA query_only = OFF; VACUUM INTO 'FILE'"),
        InlineData("SELECT 1; DELETE FROM score"),
        InlineData("DELETE FROM score"),
        InlineData("INSERT INTO sample (name) VALUES ('x')"),
        InlineData("UPDATE score SET value = 1"),
        InlineData("REPLACE INTO sample (name) VALUES ('a')")
    ]
    [
        InlineData("VACUUM INTO 'FILE'"),
        InlineData("VACUUM"),
        InlineData("ATTACH 'FILE' AS x"),
        InlineData("ATTACH ':memory:' AS x"),
        InlineData("DETACH main"),
        InlineData("CREATE TABLE x (a)"),
        InlineData("CREATE TEMP TABLE x (a)"),
        InlineData("CREATE VIRTUAL TABLE x USING fts5(a)")
    ]
    [
        InlineData("DROP TABLE score"),
        InlineData("ALTER TABLE score RENAME TO x"),
        InlineData("REINDEX"),
        InlineData("ANALYZE"),
        InlineData("BEGIN EXCLUSIVE"),
        InlineData("COMMIT"),
        InlineData("SAVEPOINT a"),
        InlineData("WITH a AS (SELECT 1) DELETE FROM score"),
        InlineData("DELETE FROM score RETURNING value")
    ]
    [
        InlineData("PRAGMA query_only = OFF"),
        InlineData("PRAGMA journal_mode = DELETE"),
        InlineData("PRAGMA user_version = 9"),
        InlineData("PRAGMA writable_schema = ON"),
        InlineData("PRAGMA wal_checkpoint"),
        InlineData("PRAGMA temp_store_directory = '/'"),
        InlineData("PRAGMA optimize"),
        InlineData("PRAGMA incremental_vacuum")
    ]
    [
        InlineData("SELECT load_extension('FILE')"),
        InlineData("SELECT fts3_tokenizer('simple', x'00')"),
        InlineData("SELECT writefile('FILE', 'x')"),
        InlineData("EXPLAIN DELETE FROM score"),
        InlineData("SELEC 1"),
        InlineData("SELECT ?1"),
        InlineData("SELECT $a"),
        InlineData(""),
        InlineData(" ; "),
        InlineData("-- nothing"),
        InlineData("SELECT 1; SELECT 2")
    ]
    public void Any_other_statement_is_rejected(string sql)
    {
        var before = System.IO.File.ReadAllBytes(File);
        Should
            .Throw<RunStoreException>(() => Ask(sql.Replace("FILE", _folder["made"], StringComparison.Ordinal)))
            .Message.ShouldStartWith("The query ");
        System.IO.File.Exists(_folder["made"]).ShouldBeFalse();
        System.IO.File.ReadAllBytes(File).ShouldBe(before);
    }

    // With a rollback journal beside the store, SQLite may briefly write to roll back an interrupted change.
    [Theory, InlineData("DELETE FROM score"), InlineData("PRAGMA query_only = OFF; DELETE FROM score"), InlineData("VACUUM INTO 'FILE'")]
    public void A_journal_beside_the_store_changes_nothing(string sql)
    {
        StoreTools.Execute(File, "PRAGMA journal_mode = DELETE");
        System.IO.File.WriteAllBytes(File + "-journal", new byte[512]);
        Any_other_statement_is_rejected(sql);
        Ask("SELECT count(*) FROM scores").Rows[0][0].ShouldBe(1L);
    }

    [Theory]
    [
        InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
        InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0")
    ]
    public void An_endless_query_is_stopped(string sql)
    {
        Should
            .Throw<RunStoreException>(() => Ask(sql, TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken))
            .Message.ShouldBe("The query took longer than 0.1 s and was stopped: ask for less, or raise --timeout.");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Should.Throw<OperationCanceledException>(() => Ask(sql, TimeSpan.FromMinutes(1), stop.Token));
        Ask("SELECT count(*) FROM scores").Rows[0][0].ShouldBe(1L);
    }

    [Fact]
    public void A_store_still_works_after_a_query()
    {
        using var store = CellStore.Open(_folder.Root);
        store.Runs!.Query("SELECT 1").Rows.Count.ShouldBe(1);
        Should.Throw<RunStoreException>(() => store.Runs.Query("DELETE FROM score"));
        store.Append([new StoredImage("b", [(StoreTools.Key("gradcam", "1"), new StoredCell([new StoredRow(3, 0.5)], []))])]);
        store.Runs.Query("SELECT count(*) FROM scores").Rows[0][0].ShouldBe(2L);
    }

    private (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Ask(string sql) =>
        Ask(sql, TimeSpan.FromMinutes(1), CancellationToken.None);

    private (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Ask(string sql, TimeSpan limit, CancellationToken cancel)
    {
        using var store = CellStore.Read(_folder.Root);
        return store.Runs!.Query(sql, limit, cancel);
    }
}
