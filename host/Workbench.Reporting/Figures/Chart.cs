using ScottPlot;

namespace Workbench.Reporting.Figures;

/// <summary>Ink and paper of a chart.</summary>
public enum ChartTheme
{
    /// <summary>Dark ink on white.</summary>
    Light,
    /// <summary>Light ink on a transparent ground, to stand on a dark page.</summary>
    Dark,
}

/// <summary>A chart of a table, in any theme and format.</summary>
/// <param name="Name">Its file's name without extension: <c>bars-pointing-game</c>.</param>
/// <param name="Title">What it shows, for readers who do not see it too.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Draw">Makes the plot.</param>
public sealed record Chart(string Name, string Title, int Width, int Height, Func<ChartTheme, Plot> Draw)
{
    private const double PrintScale = 2;

    /// <summary>The chart as SVG.</summary>
    /// <param name="theme">Ink and paper.</param>
    public string Svg(ChartTheme theme)
    {
        using var plot = Draw(theme);
        return plot.GetSvgXml(Width, Height);
    }

    /// <summary>The chart in light ink as PNG, at twice its size.</summary>
    public byte[] Png()
    {
        using var plot = Draw(ChartTheme.Light);
        plot.ScaleFactor = PrintScale;
        return plot.GetImageBytes((int)(PrintScale * Width), (int)(PrintScale * Height), ImageFormat.Png);
    }
}
