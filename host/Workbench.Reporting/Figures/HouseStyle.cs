using ScottPlot;
using Workbench.Reporting.Pictures;

namespace Workbench.Reporting.Figures;

/// <summary>How every plot looks: colours, lettering, a light grid, no box.</summary>
public static class HouseStyle
{
    /// <summary>Okabe and Ito's colours without yellow, which is faint on white: told apart by colour-blind readers too. Hexadecimal.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F"];

    /// <summary>An empty plot in this style.</summary>
    public static Plot New()
    {
        var plot = new Plot();
        plot.Add.Palette = new ScottPlot.Palettes.Custom([.. Colours], "Okabe and Ito", "");
        Dress(plot);
        return plot;
    }

    /// <summary>Gives a plot this style.</summary>
    /// <param name="plot">The plot.</param>
    public static void Dress(Plot plot)
    {
        plot.Font.Set(Lettering.Family);
        foreach (var label in new[] { plot.Axes.Left.Label, plot.Axes.Bottom.Label })
        {
            label.FontSize = 14;
            label.Bold = false;
        }
        plot.Axes.Title.Label.FontSize = 16;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 12;
        plot.Axes.Right.IsVisible = plot.Axes.Top.IsVisible = false;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
        plot.Legend.FontSize = 12;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
    }
}
