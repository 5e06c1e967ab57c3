using System.Text.Json;

namespace Workbench.Data.Coco;

internal static class JsonNumber
{
    // Above it, neighbouring whole numbers share one double.
    private const double MostExact = 1L << 53;

    /// <summary>The token as a whole number, also in pandas' form <c>1.0</c>; null if it is not one.</summary>
    public static long? Whole(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) return null;
        if (reader.TryGetInt64(out var whole)) return whole;
        return reader.TryGetDouble(out var value) && Math.Abs(value) <= MostExact && value == Math.Truncate(value) ? (long)value : null;
    }
}
