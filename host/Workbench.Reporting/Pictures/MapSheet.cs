using SkiaSharp;
using Workbench.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>A row of a contact sheet: a class and its maps.</summary>
/// <param name="Label">The class.</param>
/// <param name="Detail">Rank and logit of the class.</param>
/// <param name="Maps">One map per method; null if it failed.</param>
public sealed record SheetRow(string Label, string Detail, IReadOnlyList<PlainMap?> Maps);

/// <summary>
/// Draws all maps of one image on one sheet: a row for each class, a column for each method after the picture. A cross marks each map's
/// largest value.
/// </summary>
public static class MapSheet
{
    private const int Margin = 20,
        Gap = 14,
        BarWidth = 10,
        TickWidth = 56,
        Head = 70,
        ColumnHead = 36,
        RowHead = 24,
        MostColumns = 8,
        Side = 208,
        NarrowestSheet = 560;

    /// <summary>Draws the sheet and writes it as PNG. Methods that do not fit side by side continue in blocks below.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="picture">The model's input as a picture.</param>
    /// <param name="title">Name of the image.</param>
    /// <param name="subtitle">Model, size and input convention.</param>
    /// <param name="methods">Captions of the columns.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(
        string path,
        Image picture,
        string title,
        string subtitle,
        IReadOnlyList<string> methods,
        IReadOnlyList<SheetRow> rows)
    {
        var (width, height) = MapFigure.Fit(picture, Side, Side);
        var blocks = (methods.Count + MostColumns - 1) / MostColumns;
        var columns = (methods.Count + blocks - 1) / blocks;   // blocks of equal width
        int cell = width + 6 + BarWidth + TickWidth, left = Margin + width + Gap;
        int row = RowHead + height + Gap, block = ColumnHead + rows.Count * row + Gap;
        using var figure = new FigureCanvas(
            Math.Max(NarrowestSheet, left + columns * (cell + Gap) - Gap + Margin),
            Head + blocks * block - Gap + 6);
        float line = figure.Width - 2 * Margin;
        figure.Text.Write(figure.Canvas, title, Margin, 34, line, 20, FigureCanvas.Ink, bold: true);
        figure.Text.Write(
            figure.Canvas, $"{subtitle} · + marks a map's largest value, at the picture's size", Margin, 54, line, 13, FigureCanvas.Soft);
        var small = FigureCanvas.Resize(picture, width, height);
        for (var b = 0; b < blocks; b++)
        {
            float top = Head + b * block;
            var shown = Enumerable.Range(b * columns, Math.Min(columns, methods.Count - b * columns)).ToList();
            foreach (var m in shown)
                figure.Text.Write(
                    figure.Canvas,
                    methods[m],
                    left + (m - b * columns) * (cell + Gap),
                    top + 14,
                    cell - 4,
                    13,
                    FigureCanvas.Ink,
                    bold: true,
                    lines: 2);
            for (var r = 0; r < rows.Count; r++)
            {
                var y = top + ColumnHead + r * row;
                figure.Rule(Margin, y, line);
                figure.Text.Write(figure.Canvas, $"{rows[r].Label} · {rows[r].Detail}", Margin, y + 17, line, 13, FigureCanvas.Ink);
                figure.Picture(small, SKRect.Create(Margin, y + RowHead, width, height));
                foreach (var m in shown)
                    Cell(
                        figure,
                        picture,
                        small,
                        rows[r].Maps[m],
                        SKRect.Create(left + (m - b * columns) * (cell + Gap), y + RowHead, width, height));
            }
        }
        figure.Save(path);
    }

    private static void Cell(FigureCanvas figure, Image picture, Image small, PlainMap? map, SKRect place)
    {
        if (map is null)
        {
            using var paint = new SKPaint { Color = FigureCanvas.Empty };
            figure.Canvas.DrawRect(place, paint);
            figure.Text.Write(
                figure.Canvas,
                "no map: see manifest.json",
                place.MidX,
                place.MidY,
                place.Width - 8,
                11,
                FigureCanvas.Soft,
                align: SKTextAlign.Center);
            return;
        }
        var range = MapRange.FromMap(map);
        figure.Picture(Overlay.Draw(small, map, range), place);
        if (map.Peak(picture.Width, picture.Height) is { } peak)
            Mark(
                figure.Canvas,
                place.Left + place.Width * (peak.X + 0.5f) / picture.Width,
                place.Top + place.Height * (peak.Y + 0.5f) / picture.Height);
        figure.Frame(place);
        figure.Bar(range, SKRect.Create(place.Right + 6, place.Top, BarWidth, place.Height), TickWidth, 11, 3);
    }

    // White on black, so that it is visible on every colour.
    private static void Mark(SKCanvas canvas, float x, float y)
    {
        foreach (var (colour, width) in ((SKColor, float)[])[(SKColors.Black, 3.5f), (SKColors.White, 1.5f)])
        {
            using var paint = new SKPaint { Color = colour, StrokeWidth = width, IsAntialias = true, Style = SKPaintStyle.Stroke };
            canvas.DrawLine(x - 6, y, x + 6, y, paint);
            canvas.DrawLine(x, y - 6, x, y + 6, paint);
        }
    }
}
