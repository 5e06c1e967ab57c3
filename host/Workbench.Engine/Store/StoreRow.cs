using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Workbench.Engine.Store;

/// <summary>
/// The current row of a store's query, with checked types. SQLite converts a text to the number 0, and any bytes to a text. Here a value
/// that is not of its column's type counts as damage, and the message has its place.
/// </summary>
/// <param name="reader">A reader at a row.</param>
/// <param name="path">The store's file.</param>
internal sealed class StoreRow(SqliteDataReader reader, string path)
{
    private const int Longest = 40;   // characters of a value in a message

    /// <summary>The row's number, from 1.</summary>
    public long Number { get; set; }

    public string GetString(int column) =>
        Is(column, raw.SQLITE_TEXT, "text") && Utf8.IsValid(raw.sqlite3_column_blob(reader.Handle, column))
            ? reader.GetString(column)
            : throw Damaged(column, "not UTF-8 text");

    public long GetInt64(int column) => Is(column, raw.SQLITE_INTEGER, "a whole number") ? reader.GetInt64(column) : 0;

    public int GetInt32(int column) =>
        GetInt64(column) is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw Damaged(column, "outside the range of a 32-bit integer");

    public bool GetBoolean(int column) =>
        GetInt64(column) is var flag and >= 0 and <= 1 ? flag == 1 : throw Damaged(column, "neither 0 nor 1");

    public double GetDouble(int column) => Is(column, raw.SQLITE_FLOAT, "a number") ? reader.GetDouble(column) : 0;

    public float GetFloat(int column) => (float)GetDouble(column);

    public byte[] GetBytes(int column) => Is(column, raw.SQLITE_BLOB, "bytes") ? reader.GetFieldValue<byte[]>(column) : [];

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : GetString(column);

    public int? NumberOrNull(int column) => reader.IsDBNull(column) ? null : GetInt32(column);

    public double? ValueOrNull(int column) => reader.IsDBNull(column) ? null : GetDouble(column);

    /// <summary>The bytes of all values as stored, each after its length: for a hash.</summary>
    public byte[] Bytes()
    {
        using var bytes = new MemoryStream();
        for (var column = 0; column < reader.FieldCount; column++)
        {
            var value = raw.sqlite3_column_blob(reader.Handle, column);
            bytes.Write(BitConverter.GetBytes(value.Length));
            bytes.Write(value);
        }
        return bytes.ToArray();
    }

    /// <summary>Reads a text as JSON.</summary>
    public T GetJson<T>(int column)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(GetString(column)) ?? throw Damaged(column, "null");
        }
        catch (JsonException)
        {
            throw Damaged(column, "not the expected JSON");
        }
    }

    /// <summary>A text that must be valid JSON, unparsed.</summary>
    public string GetJsonText(int column)
    {
        GetJson<JsonElement>(column);
        return GetString(column);
    }

    /// <summary>Reads a text as a time, in round-trip format.</summary>
    public DateTime GetTime(int column) =>
        DateTime.TryParse(GetString(column), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : throw Damaged(column, "not a time");

    /// <summary>The exception for an invalid value, with its place.</summary>
    /// <param name="column">The column.</param>
    /// <param name="what">The fault, after "which is".</param>
    public RunStoreException Damaged(int column, string what) => new(
        $"'{path}' is damaged: table '{Table(column)}', row {Number}{RowLabel(column)}: '{reader.GetName(column)}' is {Display(column)}, "
        + $"which is {what}. Move the store aside and run again, or name another folder with --store. Nothing was changed.");

    private bool Is(int column, int type, string what) =>
        raw.sqlite3_column_type(reader.Handle, column) == type ? true : throw Damaged(column, $"not {what}");

    private string Table(int column) => raw.sqlite3_column_table_name(reader.Handle, column).utf8_to_string() ?? "of the query";

    // The row's first value identifies it, unless it is the value at fault.
    private string RowLabel(int column) => column == 0 ? "" : $" ({reader.GetName(0)} {Display(0)})";

    private string Display(int column)
    {
        var text = Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "";
        return reader.GetValue(column) switch
        {
            DBNull => "nothing",
            byte[] bytes => $"{bytes.Length} bytes",
            string => $"'{(text.Length > Longest ? text[..Longest] + "…" : text)}'",
            _ => text,
        };
    }
}
