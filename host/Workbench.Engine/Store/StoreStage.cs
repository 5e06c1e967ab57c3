using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>
/// Copies of stores' tables in one temporary file, each under its store's number. A connection attaches ten files at most, and a merge wants many stores open at a time; to copy
/// a table as it lies, row for row, costs SQLite a fifth of inserting it. A store is copied from one moment of it, also while others write it, or not at all.
/// </summary>
internal sealed class StoreStage : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <param name="path">The file; it must not exist.</param>
    public StoreStage(string path)
    {
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                ForeignKeys = false,
            }.ToString());
        _connection.Open();
        Execute("PRAGMA page_size = 65536; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"); // large pages copy faster, and nobody wants the file after a crash
    }

    /// <summary>Copies a store's cells, samples, rows and glances to tables whose names end in its number.</summary>
    /// <param name="number">The store's number among those that are merged.</param>
    /// <param name="store">The store's file.</param>
    /// <exception cref="SqliteException">The store cannot be read to its end: nothing of it was copied, and no other can be.</exception>
    public void Add(int number, string store)
    {
        using (var attach = _connection.CreateCommand())
        {
            attach.CommandText = "ATTACH $path AS other";
            attach.Parameters.AddWithValue("$path", store);
            attach.ExecuteNonQuery();
        }
        Execute("BEGIN");
        Execute(Copy(number));
        if (Knows("other", "point"))
            Execute($"INSERT INTO point_{number} SELECT source, sample, class, asked, x, y, tolerance FROM other.point");
        Execute("COMMIT");
        Execute("DETACH other");
    }

    // Keys as in the store's own tables, without which SQLite would insert row by row.
    private static string Copy(int n) =>
        $"""
        CREATE TABLE cell_{n} (id INTEGER PRIMARY KEY, key TEXT NOT NULL, metric TEXT NOT NULL, method TEXT NOT NULL, parts TEXT NOT NULL) STRICT;
        CREATE TABLE sample_{n} (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE TABLE entry_{n} (cell INTEGER NOT NULL, sample INTEGER NOT NULL, error TEXT, PRIMARY KEY (cell, sample)) STRICT, WITHOUT ROWID;
        CREATE TABLE score_{n} (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, place INTEGER NOT NULL, class INTEGER, state TEXT, value REAL NOT NULL,
            PRIMARY KEY (cell, sample, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE skip_{n} (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, place INTEGER NOT NULL, class INTEGER, state TEXT, reason TEXT NOT NULL, fault INTEGER NOT NULL,
            PRIMARY KEY (cell, sample, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE answer_{n} (source TEXT NOT NULL, sample INTEGER NOT NULL, logits BLOB NOT NULL) STRICT;
        CREATE TABLE map_{n} (
            source TEXT NOT NULL, sample INTEGER NOT NULL, class INTEGER NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, pixels BLOB NOT NULL) STRICT;
        CREATE TABLE point_{n} (
            source TEXT NOT NULL, sample INTEGER NOT NULL, class INTEGER NOT NULL, asked INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, tolerance REAL NOT NULL) STRICT;
        INSERT INTO cell_{n} SELECT id, key, metric, method, parts FROM other.cell;
        INSERT INTO sample_{n} SELECT id, name FROM other.sample;
        INSERT INTO entry_{n} SELECT * FROM other.entry;
        INSERT INTO score_{n} SELECT * FROM other.score;
        INSERT INTO skip_{n} SELECT * FROM other.skip;
        INSERT INTO answer_{n} SELECT source, sample, logits FROM other.answer;
        INSERT INTO map_{n} SELECT source, sample, class, width, height, low, high, pixels FROM other.map;
        """;

    // A store of before has no table of points.
    private bool Knows(string schema, string table)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT 1 FROM {schema}.sqlite_master WHERE type = 'table' AND name = '{table}'";
        return command.ExecuteScalar() is not null;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Closes the file, which stays.</summary>
    public void Dispose() => _connection.Dispose();
}
