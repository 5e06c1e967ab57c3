using SkiaSharp;
using Workbench.Engine.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>A row of a contact sheet: a target and its maps.</summary>
/// <param name="Label">The class.</param>
/// <param name="Detail">How it was asked for, its logit.</param>
/// <param name="Maps">One per method; null where it failed.</param>
public sealed record SheetRow(string Label, string Detail, IReadOnlyList<PlainMap?> Maps);

/// <summary>All maps of one image on one sheet: a row for each target, a column for each method, the picture first.</summary>
public static class MapSheet
{
    private const int Margin = 20, Gap = 14, BarWidth = 10, TickWidth = 46, Head = 66, ColumnHead = 40, MostColumns = 6, Side = 208;

    /// <summary>Draws the sheet and writes it as PNG. More methods than fit side by side go on in blocks below.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="picture">What the model saw.</param>
    /// <param name="title">Names the image.</param>
    /// <param name="subtitle">Names the model.</param>
    /// <param name="methods">Columns.</param>
    /// <param name="rows">Rows.</param>
    public static void Write(string path, Image picture, string title, string subtitle, IReadOnlyList<string> methods, IReadOnlyList<SheetRow> rows)
    {
        var (width, height) = MapFigure.Fit(picture, Side, Side);
        var blocks = (methods.Count + MostColumns - 1) / MostColumns;
        var columns = (methods.Count + blocks - 1) / blocks;   // blocks alike
        int cell = width + 6 + BarWidth + TickWidth, left = Margin + Math.Max(width, Side) + Gap;
        int block = ColumnHead + rows.Count * (height + Gap);
        using var figure = new Figure(Math.Max(560, left + columns * (cell + Gap) + Margin - Gap), Head + blocks * block + Margin - Gap + 4);
        figure.Text.Write(figure.Canvas, title, Margin, 32, left + columns * cell - Margin, 20, Figure.Ink, bold: true);
        figure.Text.Write(figure.Canvas, subtitle, Margin, 53, left + columns * cell - Margin, 13, Figure.Soft);
        var small = Figure.Resized(picture, width, height);
        for (var b = 0; b < blocks; b++)
        {
            float top = Head + b * block;
            for (var m = b * columns; m < Math.Min(methods.Count, (b + 1) * columns); m++)
                figure.Text.Write(figure.Canvas, methods[m], left + (m - b * columns) * (cell + Gap), top + 14, cell - 4, 13, Figure.Ink, bold: true, lines: 2);
            for (var r = 0; r < rows.Count; r++)
            {
                var y = top + ColumnHead + r * (height + Gap);
                First(figure, small, rows[r], b == 0 && r == 0, SKRect.Create(Margin, y, width, height));
                for (var m = b * columns; m < Math.Min(methods.Count, (b + 1) * columns); m++)
                    Cell(figure, small, rows[r].Maps[m], SKRect.Create(left + (m - b * columns) * (cell + Gap), y, width, height));
            }
        }
        figure.Save(path);
    }

    private static void First(Figure figure, Image picture, SheetRow row, bool withPicture, SKRect place)
    {
        if (!withPicture)
        {
            var middle = place.MidY;
            figure.Text.Write(figure.Canvas, row.Label, place.Left, middle, Side, 17, Figure.Ink, bold: true);
            figure.Text.Write(figure.Canvas, row.Detail, place.Left, middle + 20, Side, 12.5f, Figure.Soft);
            return;
        }
        figure.Picture(picture, place);
        figure.Frame(place);
        using var shade = new SKPaint { Color = new SKColor(255, 255, 255, 225) };
        figure.Canvas.DrawRect(place.Left, place.Bottom - 42, place.Width, 42, shade);
        figure.Text.Write(figure.Canvas, row.Label, place.Left + 6, place.Bottom - 24, place.Width - 12, 15, Figure.Ink, bold: true);
        figure.Text.Write(figure.Canvas, row.Detail, place.Left + 6, place.Bottom - 8, place.Width - 12, 12, Figure.Soft);
    }

    private static void Cell(Figure figure, Image picture, PlainMap? map, SKRect place)
    {
        if (map is null)
        {
            using var paint = new SKPaint { Color = Figure.Empty };
            figure.Canvas.DrawRect(place, paint);
            figure.Text.Write(figure.Canvas, "no map: see manifest.json", place.MidX, place.MidY, place.Width - 8, 12, Figure.Soft, align: SKTextAlign.Center);
            return;
        }
        var range = MapRange.Of(map);
        figure.Picture(Overlay.Of(picture, map, range), place);
        figure.Frame(place);
        figure.Bar(range, SKRect.Create(place.Right + 6, place.Top, BarWidth, place.Height), 11, 3);
    }
}
