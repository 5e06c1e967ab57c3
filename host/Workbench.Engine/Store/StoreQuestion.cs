using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Workbench.Engine.Store;

/// <summary>
/// A user's question to a store: one statement, of which SQLite is asked beforehand whether it reads and nothing else. It is no matter of the statement's words: a pragma, an attached file or a function that
/// writes is refused wherever it stands.
/// </summary>
internal static class StoreQuestion
{
    private const int StepsBetweenLooks = 20_000;   // of SQLite's machine, some tenths of a millisecond
    private const int MostRows = 5_000_000;

    // Actions by which a statement reads, and pragmas that say how a database is made.
    private static readonly HashSet<int> s_reading = [raw.SQLITE_SELECT, raw.SQLITE_READ, raw.SQLITE_RECURSIVE];

    private static readonly HashSet<string> s_telling = new(StringComparer.OrdinalIgnoreCase)
    {
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "integrity_check",
        "quick_check",
        "database_list", "collation_list", "function_list", "pragma_list", "compile_options",
    };

    // These say something when they are asked, and set it when they are given a value.
    private static readonly HashSet<string> s_tellingUnlessGiven = new(StringComparer.OrdinalIgnoreCase)
    {
        "user_version", "application_id", "schema_version", "page_size", "page_count", "encoding", "journal_mode", "freelist_count",
    };

    private static readonly HashSet<string> s_refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "load_extension", "fts3_tokenizer", "edit", "writefile", "readfile",
    };

    /// <summary>Answers a question.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="sql">The question.</param>
    /// <param name="limit">The most time that it takes.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RunStoreException">It is no question, or takes too long.</exception>
    public static (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Ask(
        SqliteConnection connection,
        string sql,
        TimeSpan limit,
        CancellationToken cancel)
    {
        var (clock, refused, late) = (Stopwatch.StartNew(), (string?)null, false);
        strdelegate_authorizer guard = (_, action, first, second, _, _) =>
        {
            if (Allowed(action, first, second)) return raw.SQLITE_OK;
            refused ??= Named(action, first, second);
            return raw.SQLITE_DENY;
        };
        delegate_progress look = _ => (late = clock.Elapsed > limit) || cancel.IsCancellationRequested ? 1 : 0;
        raw.sqlite3_set_authorizer(connection.Handle, guard, null);
        raw.sqlite3_progress_handler(connection.Handle, StepsBetweenLooks, look, null);
        try
        {
            RefuseSeveral(connection, sql);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;   // the clock here counts
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                if (rows.Count == MostRows)
                    throw new RunStoreException(
                        $"The question has more than {MostRows} rows: ask for less with WHERE or LIMIT, or use 'workbench runs export'.");
                rows.Add([
                    .. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column)),
                ]);
            }
            return ([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
        }
        catch (SqliteException error)
        {
            cancel.ThrowIfCancellationRequested();
            throw new RunStoreException(
                refused is not null ? $"The question cannot be answered: a question reads, and this one has {refused}. Nothing was changed."
                : late
                    ? $"The question took longer than {limit.TotalSeconds:0.#} s and was ended: ask for less, or give it more with --timeout."
                : $"The question cannot be answered: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new RunStoreException($"The question cannot be answered: {error.Message}", error);   // it has parameters
        }
        finally
        {
            raw.sqlite3_progress_handler(connection.Handle, 0, (delegate_progress?)null, null);
            raw.sqlite3_set_authorizer(connection.Handle, (strdelegate_authorizer?)null, null);
            GC.KeepAlive(guard);
            GC.KeepAlive(look);
        }
    }

    private static bool Allowed(int action, string? first, string? second) => action switch
    {
        raw.SQLITE_FUNCTION => !s_refused.Contains(second ?? ""),
        raw.SQLITE_PRAGMA => s_telling.Contains(first ?? "") || second is null && s_tellingUnlessGiven.Contains(first ?? ""),
        _ => s_reading.Contains(action),
    };

    private static string Named(int action, string? first, string? second) => action switch
    {
        raw.SQLITE_PRAGMA => $"the pragma '{first}'",
        raw.SQLITE_FUNCTION => $"the function '{second}'",
        raw.SQLITE_ATTACH => "ATTACH or VACUUM, which make files",
        raw.SQLITE_DETACH => "DETACH",
        raw.SQLITE_TRANSACTION or raw.SQLITE_SAVEPOINT => "a transaction",
        raw.SQLITE_INSERT or raw.SQLITE_UPDATE or raw.SQLITE_DELETE => $"a change of '{first}'",
        _ => $"what makes or changes '{first ?? "a table"}'",
    };

    // The library would run one after another.
    private static void RefuseSeveral(SqliteConnection connection, string sql)
    {
        var (statements, rest) = (0, sql);
        while (!string.IsNullOrWhiteSpace(rest))
        {
            var code = raw.sqlite3_prepare_v2(connection.Handle, rest, out var statement, out rest);
            using (statement)
            {
                if (code != raw.SQLITE_OK)
                    throw new SqliteException($"SQLite Error {code}: '{raw.sqlite3_errmsg(connection.Handle).utf8_to_string()}'.", code);
                if (statement is null || statement.IsInvalid) continue;   // a comment
                if (++statements > 1)
                    throw new RunStoreException(
                        "The question is one statement of SQL, and here are several: ask them one by one. Nothing was changed.");
                if (raw.sqlite3_stmt_readonly(statement) == 0)
                    throw new RunStoreException(
                        "The question cannot be answered: a question reads, and this statement writes. Nothing was changed.");
            }
        }
        if (statements == 0)
            throw new RunStoreException("The question is empty: SELECT … is expected, and 'workbench runs query --help' names the tables.");
    }
}
