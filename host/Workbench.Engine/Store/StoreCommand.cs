using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>A prepared statement of a store, run with different values.</summary>
internal sealed class StoreCommand : IDisposable
{
    private readonly StoreFile _file;
    private readonly SqliteCommand _command;

    public StoreCommand(StoreFile file, SqliteConnection connection, string sql)
    {
        _file = file;
        _command = connection.CreateCommand();
        _command.CommandText = sql;
    }

    /// <summary>Runs the statement. Returns the number of rows that it added, changed or deleted.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return _file.TranslateErrors(_command.ExecuteNonQuery);
    }

    /// <summary>The first value of the first row; null for NULL or an empty result.</summary>
    public object? Value(params ReadOnlySpan<object?> values)
    {
        Set(values);
        return _file.TranslateErrors(_command.ExecuteScalar) is { } value and not DBNull ? value : null;
    }

    /// <summary>All rows.</summary>
    /// <exception cref="RunStoreException">A value is not of its column's type. The message has its place.</exception>
    public List<T> Rows<T>(Func<StoreRow, T> read, params ReadOnlySpan<object?> values)
    {
        Set(values);
        return _file.TranslateErrors(() =>
        {
            var rows = new List<T>();
            using var reader = _command.ExecuteReader();
            var row = new StoreRow(reader, _file.Path);
            while (reader.Read())
            {
                row.Number++;
                rows.Add(read(row));
            }
            return rows;
        });
    }

    private void Set(ReadOnlySpan<object?> values)
    {
        _command.Parameters.Clear();
        for (var i = 0; i < values.Length; i++) _command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
    }

    public void Dispose() => _command.Dispose();
}
