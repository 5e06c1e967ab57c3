using ScottPlot;
using Workbench.Reporting.Pictures;

namespace Workbench.Reporting.Figures;

/// <summary>The style of all plots: colours, font, a light grid, no box.</summary>
public static class HouseStyle
{
    private static readonly string[] s_dark = ["#5AB4E5", "#FF8A4C", "#2BC79A", "#E39AC4", "#F0B83C", "#9AD4F5", "#F2F2F4", "#A8A8AE"];

    /// <summary>The colour-blind safe palette of Okabe and Ito without yellow, which is faint on white; hexadecimal.</summary>
    public static IReadOnlyList<string> Colours { get; } =
    ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F"];

    /// <summary>An empty plot in this style.</summary>
    public static Plot New()
    {
        var plot = new Plot();
        plot.Add.Palette = new ScottPlot.Palettes.Custom([.. Colours], "Okabe and Ito", "");
        Apply(plot);
        return plot;
    }

    /// <summary>Applies this style to a plot.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="theme">The colour theme.</param>
    public static void Apply(Plot plot, ChartTheme theme = ChartTheme.Light)
    {
        plot.Font.Set(TextRenderer.Family);
        foreach (var label in new[] { plot.Axes.Left.Label, plot.Axes.Bottom.Label })
        {
            label.FontSize = 14;
            label.Bold = false;
        }
        plot.Axes.Title.Label.FontSize = 16;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 12;
        plot.Axes.Right.IsVisible = plot.Axes.Top.IsVisible = false;
        plot.Grid.MajorLineColor = (theme == ChartTheme.Light ? Colors.Black : Colors.White).WithAlpha(0.1);
        // Only the figure has a background, so that the themes differ in colours alone.
        plot.DataBackground.Color = plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.FontSize = 12;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Axes.Color(Ink(theme));
        plot.Legend.FontColor = Ink(theme);
        if (theme == ChartTheme.Dark) plot.FigureBackground.Color = Colors.Transparent;
    }

    /// <summary>The colour of text and axes.</summary>
    internal static Color Ink(ChartTheme theme) => Color.FromHex(theme == ChartTheme.Light ? "#1C1C1E" : "#E8E8EC");

    /// <summary>The colour of secondary elements.</summary>
    internal static Color Soft(ChartTheme theme) => Color.FromHex(theme == ChartTheme.Light ? "#69696E" : "#A0A0A8");

    /// <summary>The colour of a data series, adapted to the theme.</summary>
    internal static Color Series(int index, ChartTheme theme) =>
        Color.FromHex(theme == ChartTheme.Light ? Colours[index % Colours.Count] : s_dark[index % s_dark.Length]);
}
