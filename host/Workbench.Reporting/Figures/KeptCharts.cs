using System.Text.RegularExpressions;

namespace Workbench.Reporting.Figures;

/// <summary>Charts' drawings as bytes, for a store to keep.</summary>
public static partial class KeptCharts
{
    /// <summary>The bytes; draws what is not drawn yet.</summary>
    /// <param name="charts">The charts.</param>
    public static byte[] Write(IReadOnlyList<Chart> charts)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(charts.Count);
        foreach (var chart in charts)
        {
            var png = chart.Png();
            writer.Write(png.Length);
            writer.Write(png);
            writer.Write(chart.Svg(ChartTheme.Light));
            writer.Write(chart.Svg(ChartTheme.Dark));
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Gives charts their drawings of before.</summary>
    /// <param name="charts">The charts, as many and in the same order as they were written.</param>
    /// <param name="bytes">What <see cref="Write"/> made.</param>
    /// <returns>Whether the bytes are such, and their SVG could run nothing; where not, nothing is given.</returns>
    public static bool Take(IReadOnlyList<Chart> charts, byte[] bytes)
    {
        var drawings = new List<(byte[] Png, string Light, string Dark)>();
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            if (reader.ReadInt32() != charts.Count) return false;
            while (drawings.Count < charts.Count)
            {
                var length = reader.ReadInt32();
                if (length < 0 || length > bytes.Length) return false;
                drawings.Add((reader.ReadBytes(length), reader.ReadString(), reader.ReadString()));
            }
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            return false;
        }
        if (drawings.Exists(drawn => MayRun().IsMatch(drawn.Light) || MayRun().IsMatch(drawn.Dark))) return false;
        foreach (var (chart, (png, light, dark)) in charts.Zip(drawings)) chart.Take(png, light, dark);
        return true;
    }

    // A store may come from anywhere, and a browser runs what an SVG file holds. Text that only looks like it is drawn again.
    [GeneratedRegex(
        @"script|foreignObject|<!|\son\w+\s*=",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex MayRun();
}
