using ScottPlot;
using Workbench.Reporting.Pictures;

namespace Workbench.Reporting.Figures;

/// <summary>Colour themes of a chart.</summary>
public enum ChartTheme
{
    /// <summary>Dark ink on white.</summary>
    Light,
    /// <summary>Light ink on a transparent background, for a dark page.</summary>
    Dark,
}

/// <summary>A chart of a table, in any theme and format.</summary>
/// <param name="Name">The file name without extension: <c>bars-pointing-game</c>.</param>
/// <param name="Title">Description of the chart, also as alternative text.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Draw">Creates the plot.</param>
public sealed record Chart(string Name, string Title, int Width, int Height, Func<ChartTheme, Plot> Draw)
{
    private const double PrintScale = 2;
    private byte[]? _png;
    private string? _light, _dark;

    /// <summary>The chart as SVG; drawn once.</summary>
    /// <param name="theme">The colour theme.</param>
    public string Svg(ChartTheme theme) => theme == ChartTheme.Light ? _light ??= Drawn(theme) : _dark ??= Drawn(theme);

    /// <summary>The chart in the light theme as PNG, at twice its size; drawn once.</summary>
    public byte[] Png()
    {
        if (_png is not null) return _png;
        using var plot = Draw(ChartTheme.Light);
        plot.ScaleFactor = PrintScale;
        var (width, height) = ((int)(PrintScale * Width), (int)(PrintScale * Height));
        return _png = FlatPng.Draw(width, height, canvas => plot.Render(canvas, width, height));
    }

    /// <summary>Whether PNG and both SVGs have been drawn.</summary>
    public bool IsDrawn => _png is not null && _light is not null && _dark is not null;

    /// <summary>Restores earlier drawings of the same chart.</summary>
    /// <param name="png">Its <see cref="Png"/>.</param>
    /// <param name="light">Its <see cref="Svg"/> in the light theme.</param>
    /// <param name="dark">Its <see cref="Svg"/> in the dark theme.</param>
    internal void Restore(byte[] png, string light, string dark) => (_png, _light, _dark) = (png, light, dark);

    private string Drawn(ChartTheme theme)
    {
        using var plot = Draw(theme);
        return plot.GetSvgXml(Width, Height);
    }
}
