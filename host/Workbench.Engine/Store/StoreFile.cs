using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>
/// A store's SQLite file, <c>store.db</c>, in write-ahead mode: a process that is killed at any moment leaves all its committed images and nothing of the one in hand, and
/// several processes read and write it at a time. On a file system that several machines share it has a rollback journal in place of the write-ahead log, whose index is memory
/// that all its users would have to share (SQLite, "Write-Ahead Logging", section 1).
/// </summary>
internal sealed class StoreFile : IDisposable
{
    /// <summary>The file's name in the store's folder.</summary>
    public const string Name = "store.db";

    private readonly SqliteConnection _connection;

    private StoreFile(string path, SqliteConnection connection, bool writes = false) =>
        (Path, _connection, Writes) = (path, connection, writes);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether it was opened for writing.</summary>
    public bool Writes { get; }

    /// <summary>Opens a folder's store for reading and writing, or makes one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isShared">Whether other machines read it too.</param>
    /// <exception cref="RunStoreException">The folder cannot be written, the file is no store or damaged, or a newer workbench made it.</exception>
    public static StoreFile Open(string folder, bool isShared = false)
    {
        var path = System.IO.Path.Combine(folder, Name);
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(folder);
            connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
            RefuseOther(connection, path);
            foreach (
                var setting in (string[])[$"journal_mode = {(isShared ? "DELETE" : "WAL")}", "synchronous = FULL", "foreign_keys = ON"])
                Execute(connection, $"PRAGMA {setting}");
            InTransaction(connection, () =>   // of two processes that start at once, one makes the tables
            {
                if (VersionOf(connection) == 0)
                    Execute(
                        connection,
                        StoreSchema.Create
                            + $"PRAGMA application_id = {StoreSchema.ApplicationId}; PRAGMA user_version = {StoreSchema.Version};");
                Execute(connection, StoreSchema.Points + StoreSchema.Kept);
            });
            return new StoreFile(path, connection, writes: true);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw StoreTrouble.Of(path, error, writes: true);
        }
        catch (RunStoreException)
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder's store for reading, also while others write it, and where it may not be written; null where there is none.</summary>
    /// <exception cref="RunStoreException">The file is no store or damaged, a newer workbench made it, or it cannot be read as it lies there.</exception>
    public static StoreFile? Read(string folder)
    {
        var path = System.IO.Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        SqliteConnection? connection = null;
        try
        {
            connection = ForReading(path);
            RefuseOther(connection, path);
            if (VersionOf(connection) > 0) return new StoreFile(path, connection);
            connection.Dispose();   // somebody is about to make it
            return null;
        }
        catch (SqliteException error)
        {
            connection?.Dispose();
            throw StoreTrouble.Of(path, error, writes: false);
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
        catch (SqliteException error) when (error.SqliteErrorCode == StoreTrouble.ReadOnly && File.Exists(path + "-journal"))
        {
            // What a process that was killed left half written is taken back, which is a change of the file.
            using (Connect(path, SqliteOpenMode.ReadWrite)) return Connect(path, SqliteOpenMode.ReadOnly);
        }
        catch (SqliteException error)
            when (error.SqliteErrorCode is StoreTrouble.CannotOpen or StoreTrouble.ReadOnly
                && new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 })
        {
            // Of a folder that cannot be written nobody could say, in a file beside the store, that he reads it: it is read as it lies there, since nothing of it lies elsewhere.
            var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource =
                        $"file:{Uri.EscapeDataString(System.IO.Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
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
                DefaultTimeout = StoreTrouble.WaitForOthers,
            }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {1000 * StoreTrouble.WaitForOthers}");
            Number(connection, "PRAGMA schema_version"); // the first look into the file; in one text with the other the library would let its error go
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void RefuseOther(SqliteConnection connection, string path)
    {
        var (id, version, tables) = Identity(connection);
        if (version > StoreSchema.Version && id == StoreSchema.ApplicationId)
            throw new RunStoreException(
                $"'{path}' is of a newer workbench (store version {version}, this one knows {StoreSchema.Version}): update the workbench, or name another folder with --store. Nothing was changed."
            );
        if (id != StoreSchema.ApplicationId && tables > 0)
            throw new RunStoreException(
                $"'{path}' is a database of another program: name another folder with --store. Nothing was changed.");
    }

    // Read in one transaction: another process may make the store between two statements.
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

    /// <summary>Makes a command whose parameters are <c>$1</c>, <c>$2</c>…, to be run many times.</summary>
    public StoreCommand Command(string sql) => new(this, _connection, sql);

    /// <summary>Changes all or nothing: what is done is on disk when this returns.</summary>
    /// <exception cref="RunStoreException">The disk is full, or another process holds the store for too long; nothing of it was written.</exception>
    public void Change(Action change) => Guarded(() =>
    {
        InTransaction(_connection, change);
        // A deleted file is written as if it were there, and is nowhere once it is closed.
        return File.Exists(Path) ? 0 : throw StoreTrouble.Gone(Path);
    });

    // By statements: the library's own transactions have to be handed to every command.
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
                // SQLite has rolled back by itself, as it does when the disk is full.
            }
            throw;
        }
    }

    /// <summary>Runs a statement of the user's, which may not write.</summary>
    /// <exception cref="RunStoreException">SQLite does not understand it, it writes, or it takes too long.</exception>
    public (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Query(string sql, TimeSpan limit, CancellationToken cancel) =>
        StoreQuestion.Ask(_connection, sql, limit, cancel);

    /// <summary>Runs something of SQLite, its errors in words.</summary>
    public T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw StoreTrouble.Of(Path, error, Writes);
        }
    }

    /// <summary>Closes the file; the last process to do so leaves one file alone.</summary>
    public void Dispose() => _connection.Dispose();
}
