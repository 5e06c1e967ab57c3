using Microsoft.Data.Sqlite;
using Workbench.Engine.Store;

namespace Workbench.Engine.Tests.Store;

/// <summary>Helpers for tests of the store: made-up keys, and direct access to the file.</summary>
internal static class StoreTools
{
    public static CellKey Key(string method, string code, string metric = "game", string metricCode = "m") =>
        new(
            metric,
            method,
            new SortedDictionary<string, string>
            {
                [CellKey.MethodCode] = code,
                [CellKey.MetricCode] = metricCode,
                ["seed"] = "0",
                ["weights"] = "w",
                ["data"] = "d",
                ["input"] = "i",
                ["dtype"] = "float32",
                ["workbench"] = "0",
            });

    public static void Execute(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// Puts a value of any type into a column of all rows. The table's type checks are removed for it and put back, as SQLite permits.
    /// </summary>
    public static void Damage(string file, string table, string column, string value)
    {
        void Types(string from, string to) =>
            Execute(
                file,
                $"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}'");
        Types(") STRICT, WITHOUT ROWID", ") WITHOUT ROWID");
        Types(") STRICT", ")");
        // Without the columns' type affinities, which would convert texts to numbers and back.
        foreach (var type in (string[])["TEXT", "INTEGER", "REAL", "BLOB"]) Types($"{column} {type}", $"{column} ANY{type[..1]}");
        Execute(file, $"PRAGMA foreign_keys = OFF; UPDATE {table} SET {column} = {value}");
        foreach (var type in (string[])["TEXT", "INTEGER", "REAL", "BLOB"]) Types($"{column} ANY{type[..1]}", $"{column} {type}");
    }

    /// <summary>Runs SQLite's integrity check, and checks that every row has its entry.</summary>
    public static void ShouldBeSound(string file)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        command.ExecuteScalar().ShouldBe("ok");
        command.CommandText = "SELECT count(*) FROM pragma_foreign_key_check";
        command.ExecuteScalar().ShouldBe(0L);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
