using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>
/// Copies of stores' tables in one temporary file, each suffixed with its store's number. A connection attaches at most ten files, and a
/// merge needs many stores at a time. Copying a whole table costs SQLite a fifth of inserting its rows. A store is copied in one
/// transaction, so the copy is consistent even while others write the store.
/// </summary>
internal sealed class StoreStage : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <param name="path">The file. It must not exist.</param>
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
        // Large pages copy faster. The file need not survive a crash.
        Execute("PRAGMA page_size = 65536; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;");
    }

    /// <summary>Copies a store's cells, samples, rows and glances to tables suffixed with its number.</summary>
    /// <param name="number">The store's number in the batch.</param>
    /// <param name="store">The store's file.</param>
    /// <exception cref="SqliteException">
    /// The store cannot be read in full. No rows of it were copied, and this stage cannot copy further stores.
    /// </exception>
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

    // The keys must equal those of the store's own tables: else SQLite inserts row by row.
    private static string Copy(int n) =>
        $"""
        CREATE TABLE cell_{n} (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL, metric TEXT NOT NULL, method TEXT NOT NULL, parts TEXT NOT NULL) STRICT;
        CREATE TABLE sample_{n} (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE TABLE entry_{n} (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, error TEXT, PRIMARY KEY (cell, sample)) STRICT, WITHOUT ROWID;
        CREATE TABLE score_{n} (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, place INTEGER NOT NULL, class INTEGER, state TEXT, value REAL NOT NULL,
            PRIMARY KEY (cell, sample, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE skip_{n} (
            cell INTEGER NOT NULL, sample INTEGER NOT NULL, place INTEGER NOT NULL, class INTEGER, state TEXT,
            reason TEXT NOT NULL, fault INTEGER NOT NULL,
            PRIMARY KEY (cell, sample, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE answer_{n} (source TEXT NOT NULL, sample INTEGER NOT NULL, logits BLOB NOT NULL) STRICT;
        CREATE TABLE map_{n} (
            source TEXT NOT NULL, sample INTEGER NOT NULL, class INTEGER NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, pixels BLOB NOT NULL) STRICT;
        CREATE TABLE point_{n} (
            source TEXT NOT NULL, sample INTEGER NOT NULL, class INTEGER NOT NULL, asked INTEGER NOT NULL,
            x INTEGER NOT NULL, y INTEGER NOT NULL, tolerance REAL NOT NULL) STRICT;
        INSERT INTO cell_{n} SELECT id, key, metric, method, parts FROM other.cell;
        INSERT INTO sample_{n} SELECT id, name FROM other.sample;
        INSERT INTO entry_{n} SELECT * FROM other.entry;
        INSERT INTO score_{n} SELECT * FROM other.score;
        INSERT INTO skip_{n} SELECT * FROM other.skip;
        INSERT INTO answer_{n} SELECT source, sample, logits FROM other.answer;
        INSERT INTO map_{n} SELECT source, sample, class, width, height, low, high, pixels FROM other.map;
        """;

    // Older stores have no table of points.
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

    /// <summary>Closes the file without deleting it.</summary>
    public void Dispose() => _connection.Dispose();
}
