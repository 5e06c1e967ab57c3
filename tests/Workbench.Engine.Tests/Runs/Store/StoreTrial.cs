using Microsoft.Data.Sqlite;
using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

/// <summary>What tests of the store share: made-up keys, and a look at the file from outside.</summary>
internal static class StoreTrial
{
    public static CellKey Key(string method, string code, string metric = "game", string metricCode = "m") =>
        new(metric, method, new SortedDictionary<string, string> { [CellKey.MethodCode] = code, [CellKey.MetricCode] = metricCode, ["seed"] = "0", ["weights"] = "w", ["data"] = "d", ["input"] = "i", ["dtype"] = "float32", ["workbench"] = "0" });

    public static void Execute(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>SQLite's own check of the file, and that no row stands without its entry.</summary>
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
