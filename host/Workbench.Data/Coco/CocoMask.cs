using System.Text.Json;

namespace Workbench.Data.Coco;

/// <summary>
/// Reads a segmentation: polygons, or run lengths, plain or compressed. A pixel belongs to a polygon if its centre lies inside by the
/// even-odd rule, and to the object if it belongs to any of its polygons. The COCO API follows the outline on a grid five times as fine;
/// the two differ in pixels on the outline alone.
/// </summary>
internal static class CocoMask
{
    private const int MaxPoints = 200_000;

    /// <summary>The mask; null if it has no pixels.</summary>
    /// <param name="json">The segmentation's JSON.</param>
    /// <param name="width">The image's width.</param>
    /// <param name="height">The image's height.</param>
    /// <exception cref="FormatException">The segmentation is malformed; the message ends without a full stop.</exception>
    public static ObjectMask? Read(ReadOnlySpan<byte> json, int width, int height)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return reader.TokenType == JsonTokenType.StartArray
                ? FromPolygons(ReadPolygons(ref reader), width, height)
                : FromRunLengths(ref reader, width, height);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException(error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>The pixels whose centres lie inside a polygon; null if there are none.</summary>
    /// <param name="polygons">
    /// Corners of each polygon: x and y alternate, in pixels from the image's top left corner; the last corner joins the first.
    /// </param>
    /// <param name="width">The image's width.</param>
    /// <param name="height">The image's height.</param>
    public static ObjectMask? FromPolygons(IReadOnlyList<double[]> polygons, int width, int height)
    {
        var corners = polygons.SelectMany(polygon => polygon.Chunk(2)).ToList();
        if (corners.Count == 0) return null;
        var (left, right) = (Clamp(corners.Min(corner => corner[0]), width), Clamp(corners.Max(corner => corner[0]), width));
        var (top, bottom) = (Clamp(corners.Min(corner => corner[1]), height), Clamp(corners.Max(corner => corner[1]), height));
        var (wide, high) = (right - left + 1, bottom - top + 1);
        var (inside, crossed) = (new bool[wide * high], new bool[wide * high]);
        foreach (var polygon in polygons)
        {
            Array.Clear(crossed);
            for (var i = 0; i < polygon.Length; i += 2)
                Cross(
                    (polygon[i] - left, polygon[i + 1] - top),
                    (polygon[(i + 2) % polygon.Length] - left, polygon[(i + 3) % polygon.Length] - top),
                    crossed,
                    wide,
                    high);
            for (var y = 0; y < high; y++)
            {
                var odd = false;
                for (var at = y * wide; at < (y + 1) * wide; at++)
                {
                    odd ^= crossed[at];
                    inside[at] |= odd;
                }
            }
        }
        return ObjectMask.Where(left, top, right, bottom, (x, y) => inside[(y - top) * wide + x - left]);
    }

    // In each pixel row that an edge crosses, toggles the first pixel whose centre is not left of the edge. Along a row, each mark enters
    // or leaves the polygon.
    private static void Cross((double X, double Y) from, (double X, double Y) to, bool[] crossed, int wide, int high)
    {
        var (first, last) = (Math.Ceiling(Math.Min(from.Y, to.Y) - 0.5), Math.Ceiling(Math.Max(from.Y, to.Y) - 0.5) - 1);
        for (var y = (int)Math.Clamp(first, 0, high); y <= (int)Math.Clamp(last, -1, high - 1); y++)
        {
            var x = from.X + (y + 0.5 - from.Y) * (to.X - from.X) / (to.Y - from.Y);
            var column = (int)Math.Clamp(Math.Ceiling(x - 0.5), 0, wide);
            if (column < wide) crossed[y * wide + column] ^= true;
        }
    }

    private static int Clamp(double value, int size) => (int)Math.Clamp(Math.Floor(value), 0, size - 1);

    private static List<double[]> ReadPolygons(ref Utf8JsonReader reader)
    {
        var polygons = new List<double[]>();
        var points = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new FormatException("a polygon is not a list of numbers");
            var polygon = new List<double>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                polygon.Add(
                    reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value)
                        ? value
                        : throw new FormatException("a polygon has a value that is not a number"));
            if (polygon.Count % 2 != 0)
                throw new FormatException($"a polygon has {polygon.Count} numbers; x and y alternate, so the count must be even");
            points += polygon.Count / 2;
            if (points > MaxPoints) throw new FormatException($"its polygons have more than {MaxPoints:N0} points");
            polygons.Add([.. polygon]);
        }
        return polygons;
    }

    private static ObjectMask? FromRunLengths(ref Utf8JsonReader reader, int width, int height)
    {
        List<long>? size = null, runs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "size") size = ReadWhole(ref reader, "size");
            else if (name != "counts") reader.Skip();
            else if (reader.TokenType == JsonTokenType.String) runs = Decompress(reader.GetString()!);
            else runs = ReadWhole(ref reader, "counts");
        }
        if (size is null || runs is null) throw new FormatException("its run lengths lack 'size' or 'counts'");
        if (size.Count != 2 || size[0] != height || size[1] != width)
            throw new FormatException(
                $"its run lengths are for [{string.Join(", ", size.Take(3))}] rows and columns, but the image has [{height}, {width}]");
        try
        {
            return ObjectMask.FromRunLengths(width, height, runs);
        }
        catch (ArgumentException error)
        {
            throw new FormatException(error.Message.Split('.')[0], error);
        }
    }

    private static List<long> ReadWhole(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new FormatException($"its '{name}' is not a list");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            numbers.Add(JsonNumber.Whole(reader) ?? throw new FormatException($"its '{name}' has a value that is not a whole number"));
        return numbers;
    }

    /// <summary>
    /// Run lengths from COCO's compressed text. From the fourth on, a number is the difference to the length two before it. Each number is
    /// written as characters of five bits, lowest bits first, offset by '0'. A sixth bit marks that more characters follow; the last
    /// character's fifth bit is the sign.
    /// </summary>
    internal static List<long> Decompress(string text)
    {
        var runs = new List<long>();
        for (var at = 0; at < text.Length;)
        {
            var (value, shift, more) = (0L, 0, true);
            while (more)
            {
                if (at == text.Length) throw new FormatException("its compressed run lengths end inside a number");
                var bits = text[at++] - '0';
                if (bits is < 0 or > 63 || shift > 55)
                    throw new FormatException($"its compressed run lengths have an invalid character at {at}");
                value |= (bits & 31L) << shift;
                shift += 5;
                more = (bits & 32) != 0;
                if (!more && (bits & 16) != 0) value |= -1L << shift;
            }
            runs.Add(runs.Count > 2 ? value + runs[^2] : value);
        }
        return runs;
    }
}
