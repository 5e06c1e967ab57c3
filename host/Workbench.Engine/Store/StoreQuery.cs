using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Workbench.Engine.Store;

/// <summary>
/// Runs a user's query: one statement. SQLite's authorizer checks each action before the statement runs, so a writing pragma, attached file
/// or function is rejected wherever it appears.
/// </summary>
internal static class StoreQuery
{
    private const int StepsBetweenLooks = 20_000;   // instructions of SQLite's virtual machine, a few tenths of a millisecond
    private const int MostRows = 5_000_000;

    // Actions that only read, and pragmas that only describe the database.
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

    // Pragmas that read without an argument and write with one.
    private static readonly HashSet<string> s_tellingUnlessGiven = new(StringComparer.OrdinalIgnoreCase)
    {
        "user_version", "application_id", "schema_version", "page_size", "page_count", "encoding", "journal_mode", "freelist_count",
    };

    private static readonly HashSet<string> s_refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "load_extension", "fts3_tokenizer", "edit", "writefile", "readfile",
    };

    /// <summary>Runs a query.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">The query.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="cancel">Cancels the query.</param>
    /// <exception cref="RunStoreException">The SQL is not a query, or takes too long.</exception>
    public static (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Run(
        SqliteConnection connection,
        string sql,
        TimeSpan limit,
        CancellationToken cancel)
    {
        var (clock, refused, late) = (Stopwatch.StartNew(), (string?)null, false);
        strdelegate_authorizer guard = (_, action, first, second, _, _) =>
        {
            if (Allowed(action, first, second)) return raw.SQLITE_OK;
            refused ??= Describe(action, first, second);
            return raw.SQLITE_DENY;
        };
        delegate_progress look = _ => (late = clock.Elapsed > limit) || cancel.IsCancellationRequested ? 1 : 0;
        raw.sqlite3_set_authorizer(connection.Handle, guard, null);
        raw.sqlite3_progress_handler(connection.Handle, StepsBetweenLooks, look, null);
        try
        {
            CheckSingleStatement(connection, sql);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;   // the progress handler enforces the limit
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                if (rows.Count == MostRows)
                    throw new RunStoreException(
                        $"The query has more than {MostRows} rows: ask for less with WHERE or LIMIT, or use 'workbench runs export'.");
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
                refused is not null ? $"The query cannot be run: a query must only read, and this one has {refused}. Nothing was changed."
                : late ? $"The query took longer than {limit.TotalSeconds:0.#} s and was stopped: ask for less, or raise --timeout."
                : $"The query cannot be run: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new RunStoreException($"The query cannot be run: {error.Message}", error);   // it has parameters
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

    private static string Describe(int action, string? first, string? second) => action switch
    {
        raw.SQLITE_PRAGMA => $"the pragma '{first}'",
        raw.SQLITE_FUNCTION => $"the function '{second}'",
        raw.SQLITE_ATTACH => "ATTACH or VACUUM, which make files",
        raw.SQLITE_DETACH => "DETACH",
        raw.SQLITE_TRANSACTION or raw.SQLITE_SAVEPOINT => "a transaction",
        raw.SQLITE_INSERT or raw.SQLITE_UPDATE or raw.SQLITE_DELETE => $"a change of '{first}'",
        _ => $"a statement that makes or changes '{first ?? "a table"}'",
    };

    // The library would run all statements of a text.
    private static void CheckSingleStatement(SqliteConnection connection, string sql)
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
                        "The query has several statements: run them one by one. Nothing was changed.");
                if (raw.sqlite3_stmt_readonly(statement) == 0)
                    throw new RunStoreException(
                        "The query cannot be run: a query must only read, and this statement writes. Nothing was changed.");
            }
        }
        if (statements == 0)
            throw new RunStoreException("The query is empty: write SELECT …; 'workbench runs query --help' lists the tables.");
    }
}
