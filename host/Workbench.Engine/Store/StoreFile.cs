using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>
/// A store's SQLite file, <c>store.db</c>, in write-ahead mode. A process killed at any moment leaves all its committed images and nothing
/// of the current one, and several processes may read and write at a time. On a file system that several machines share, it uses a rollback
/// journal, because the index of a write-ahead log is memory that all users have to share (SQLite, "Write-Ahead Logging", section 1).
/// </summary>
internal sealed class StoreFile : IDisposable
{
    /// <summary>The file's name in the store's folder.</summary>
    public const string Name = "store.db";

    private readonly SqliteConnection _connection;

    private StoreFile(string path, SqliteConnection connection, bool writes = false) =>
        (Path, _connection, Writes) = (path, connection, writes);

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Whether it was opened for writing.</summary>
    public bool Writes { get; }

    /// <summary>Opens a folder's store for reading and writing, and creates it if missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isShared">Whether other machines read it too.</param>
    /// <exception cref="RunStoreException">
    /// The folder cannot be written, the file is damaged or not a store, or a newer workbench made it.
    /// </exception>
    public static StoreFile Open(string folder, bool isShared = false)
    {
        var path = System.IO.Path.Combine(folder, Name);
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(folder);
            connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
            CheckIdentity(connection, path);
            foreach (
                var setting in (string[])[$"journal_mode = {(isShared ? "DELETE" : "WAL")}", "synchronous = FULL", "foreign_keys = ON"])
                Execute(connection, $"PRAGMA {setting}");
            InTransaction(connection, () =>   // if two processes start at once, only one creates the tables
            {
                if (VersionOf(connection) == 0)
                    Execute(
                        connection,
                        StoreSchema.Create
                            + $"PRAGMA application_id = {StoreSchema.ApplicationId}; PRAGMA user_version = {StoreSchema.Version};");
                Execute(connection, StoreSchema.Points + StoreSchema.ReportParts);
            });
            return new StoreFile(path, connection, writes: true);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw StoreErrors.FromError(path, error, writes: true);
        }
        catch (RunStoreException)
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a folder's store for reading, even while others write it or in a read-only folder. Null if the folder has no store.
    /// </summary>
    /// <exception cref="RunStoreException">The file is damaged, not a store, of a newer workbench, or cannot be read.</exception>
    public static StoreFile? Read(string folder)
    {
        var path = System.IO.Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        SqliteConnection? connection = null;
        try
        {
            connection = ForReading(path);
            CheckIdentity(connection, path);
            if (VersionOf(connection) > 0) return new StoreFile(path, connection);
            connection.Dispose();   // another process is about to create it
            return null;
        }
        catch (SqliteException error)
        {
            connection?.Dispose();
            throw StoreErrors.FromError(path, error, writes: false);
        }
        catch (RunStoreException)
        {
            connection?.Dispose();
            throw;
        }
    }

    private static SqliteConnection ForReading(string path)
    {
        try
        {
            return Connect(path, SqliteOpenMode.ReadOnly);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == StoreErrors.ReadOnly && File.Exists(path + "-journal"))
        {
            // Opening it for writing rolls back the changes of a process that was killed.
            using (Connect(path, SqliteOpenMode.ReadWrite)) return Connect(path, SqliteOpenMode.ReadOnly);
        }
        catch (SqliteException error)
            when (error.SqliteErrorCode is StoreErrors.CannotOpen or StoreErrors.ReadOnly
                && new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 })
        {
            // In a read-only folder SQLite cannot create the index that readers share, so the file is opened as immutable. This is safe
            var uri = Uri.EscapeDataString(System.IO.Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal);
            var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = $"file:{uri}?immutable=1",
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString());
            connection.Open();
            return connection;
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = StoreErrors.WaitForOthers,
            }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {1000 * StoreErrors.WaitForOthers}");
            // The first access to the file. It must be a command of its own, as the library drops its error after another statement.
            Number(connection, "PRAGMA schema_version");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CheckIdentity(SqliteConnection connection, string path)
    {
        var (id, version, tables) = Identity(connection);
        if (version > StoreSchema.Version && id == StoreSchema.ApplicationId)
            throw new RunStoreException(
                $"'{path}' was made by a newer workbench (store version {version}; this workbench knows {StoreSchema.Version}): "
                + "update the workbench, or name another folder with --store. Nothing was changed.");
        if (id != StoreSchema.ApplicationId && tables > 0)
            throw new RunStoreException(
                $"'{path}' is a database of another program: name another folder with --store. Nothing was changed.");
    }

    // In one transaction, as another process may create the store between two statements.
    private static (long Id, long Version, long Tables) Identity(SqliteConnection connection)
    {
        (long, long, long) identity = default;
        InTransaction(
            connection,
            () =>
                identity = (
                    Number(connection, "PRAGMA application_id"),
                    VersionOf(connection),
                    Number(connection, "SELECT count(*) FROM sqlite_schema")),
            begin: "BEGIN");
        return identity;
    }

    private static long VersionOf(SqliteConnection connection) => Number(connection, "PRAGMA user_version");

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Prepares a statement with parameters <c>$1</c>, <c>$2</c>…</summary>
    public StoreCommand Command(string sql) => new(this, _connection, sql);

    /// <summary>Runs a change in one transaction. When this returns, the change is on disk.</summary>
    /// <exception cref="RunStoreException">
    /// The disk is full, or another process holds the store for too long. Nothing was written.
    /// </exception>
    public void Change(Action change) => TranslateErrors(() =>
    {
        InTransaction(_connection, change);
        // Writes to a deleted file succeed and are lost when it is closed.
        return File.Exists(Path) ? 0 : throw StoreErrors.CreateDeleted(Path);
    });

    // With statements, as the library's transaction objects must be passed to every command.
    private static void InTransaction(SqliteConnection connection, Action change, string begin = "BEGIN IMMEDIATE")
    {
        Execute(connection, begin);
        try
        {
            change();
            Execute(connection, "COMMIT");
        }
        catch
        {
            try
            {
                Execute(connection, "ROLLBACK");
            }
            catch (SqliteException)
            {
                // SQLite has already rolled back, as it does when the disk is full.
            }
            throw;
        }
    }

    /// <summary>Runs a user's statement, which must not write.</summary>
    /// <exception cref="RunStoreException">The SQL is not valid here, it writes, or it takes too long.</exception>
    public (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Query(string sql, TimeSpan limit, CancellationToken cancel) =>
        StoreQuery.Run(_connection, sql, limit, cancel);

    /// <summary>Runs work with SQLite and translates its errors.</summary>
    public T TranslateErrors<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw StoreErrors.FromError(Path, error, Writes);
        }
    }

    /// <summary>Closes the file. The last process to close it removes the journal files.</summary>
    public void Dispose() => _connection.Dispose();
}
