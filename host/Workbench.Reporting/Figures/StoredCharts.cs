using System.Text.RegularExpressions;

namespace Workbench.Reporting.Figures;

/// <summary>Serialises drawn charts for the store.</summary>
public static partial class StoredCharts
{
    /// <summary>Serialises the charts; draws those that are not drawn yet.</summary>
    /// <param name="charts">The charts.</param>
    public static byte[] Serialize(IReadOnlyList<Chart> charts)
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

    /// <summary>Restores the drawings of charts.</summary>
    /// <param name="charts">The charts, in the same number and order as they were written.</param>
    /// <param name="bytes">The bytes of <see cref="Serialize"/>.</param>
    /// <returns>False if the bytes are damaged or an SVG could run a script; then no chart is changed.</returns>
    public static bool Restore(IReadOnlyList<Chart> charts, byte[] bytes)
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
        if (drawings.Exists(drawn => ScriptPattern().IsMatch(drawn.Light) || ScriptPattern().IsMatch(drawn.Dark))) return false;
        foreach (var (chart, (png, light, dark)) in charts.Zip(drawings)) chart.Restore(png, light, dark);
        return true;
    }

    // A store may come from an untrusted source, and browsers run scripts in SVG files. A false match only costs drawing the chart again.
    [GeneratedRegex(
        @"script|foreignObject|<!|\son\w+\s*=",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex ScriptPattern();
}
