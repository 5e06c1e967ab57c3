using System.Text.Json;

namespace Workbench.Data.Coco;

/// <summary>Numbers of a JSON file.</summary>
internal static class JsonNumber
{
    // Beyond it a double no longer tells one whole number from the next.
    private const double MostExact = 1L << 53;

    /// <summary>The token as a whole number, also where pandas wrote it as <c>1.0</c>; null for another one.</summary>
    public static long? Whole(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) return null;
        if (reader.TryGetInt64(out var whole)) return whole;
        return reader.TryGetDouble(out var value) && Math.Abs(value) <= MostExact && value == Math.Truncate(value) ? (long)value : null;
    }
}
