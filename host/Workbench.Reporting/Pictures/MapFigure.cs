using SkiaSharp;
using Workbench.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>Draws one map over its picture, with a title, a colour bar and the range of its values.</summary>
public static class MapFigure
{
    private const int Margin = 16, BarWidth = 18, TickWidth = 74, Least = 448, Most = 896;

    /// <summary>Draws the figure and writes it as PNG.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="picture">The model's input as a picture.</param>
    /// <param name="map">The map.</param>
    /// <param name="title">The method.</param>
    /// <param name="subtitle">The image and the class.</param>
    public static void Write(string path, Image picture, PlainMap map, string title, string subtitle)
    {
        var (width, height) = Fit(picture, Least, Most);
        var range = MapRange.FromMap(map);
        const int head = 62, foot = 34;
        using var figure = new FigureCanvas(width + 2 * Margin + 12 + BarWidth + TickWidth, height + head + foot);
        float text = width + 12 + BarWidth + TickWidth;
        figure.Text.Write(figure.Canvas, title, Margin, 28, text, 20, FigureCanvas.Ink, bold: true);
        figure.Text.Write(figure.Canvas, subtitle, Margin, 49, text, 14, FigureCanvas.Soft);
        var place = SKRect.Create(Margin, head, width, height);
        figure.Picture(Overlay.Draw(FigureCanvas.Resize(picture, width, height), map, range), place);
        figure.Frame(place);
        figure.Bar(range, SKRect.Create(place.Right + 12, head, BarWidth, height), TickWidth, 13, 5);
        figure.Text.Write(figure.Canvas, Values(map, range), Margin, head + height + 22, text, 12.5f, FigureCanvas.Soft);
        figure.Save(path);
    }

    private static string Values(PlainMap map, MapRange range)
    {
        var size = $"map {map.Width}×{map.Height}";
        return range.IsConstant
            ? $"{size}, every value {TextRenderer.Number(range.Min)}"
            : $"{size}, values {TextRenderer.Number(range.Min)} to {TextRenderer.Number(range.Max)}";
    }

    // Small inputs are enlarged to make room for text, large ones reduced to the size of a screen.
    internal static (int Width, int Height) Fit(Image picture, int least, int most)
    {
        double longer = Math.Max(picture.Width, picture.Height);
        var scale = Math.Clamp(longer, least, most) / longer;
        return (Math.Max(least / 4, (int)Math.Round(scale * picture.Width)), Math.Max(least / 4, (int)Math.Round(scale * picture.Height)));
    }
}
