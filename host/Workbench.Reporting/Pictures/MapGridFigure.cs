using SkiaSharp;
using Workbench.Results;

namespace Workbench.Reporting.Pictures;

/// <summary>Draws a grid of maps: pictures in the first column, captions above and at the left, the colour scale below.</summary>
internal sealed class MapGridFigure : IDisposable
{
    private static readonly SKColor s_box = new(0xD5, 0x5E, 0x00);

    private readonly MapGrid _grid;
    private readonly MapRange?[,] _ranges;
    private readonly TextRenderer _text = new();

    public MapGridFigure(MapGrid grid) => (_grid, _ranges, Layout) = (grid, grid.Ranges(), new MapGridLayout(grid, _text));

    public MapGridLayout Layout { get; }

    /// <summary>Draws the grid in the layout's units.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="sharpness">Pixels per unit of maps and pictures.</param>
    public void Draw(SKCanvas canvas, float sharpness)
    {
        if (_grid.Title.Length > 0)
            _text.Write(
                canvas,
                _grid.Title,
                Layout.Title.Left,
                Layout.Title.Top + MapGridLayout.TitleSize,
                Layout.Title.Width,
                MapGridLayout.TitleSize,
                FigureCanvas.Ink,
                bold: true,
                lines: 2);
        foreach (var (column, place) in Layout.ColumnCaptions) Caption(canvas, _grid.Columns[column], place);
        foreach (var (row, place) in Layout.Pictures) Picture(canvas, _grid.Rows[row], place, sharpness);
        foreach (var (row, place) in Layout.RowCaptions)
            Upright(canvas, Layout.FirstLine(_grid.Rows[row]), Layout.SecondLine(_grid.Rows[row]), place);
        foreach (var (row, place) in Layout.StateCaptions)
        {
            Upright(canvas, _grid.Rows[row].State, "", place);
            using var line = new SKPaint { Color = FigureCanvas.Line };
            canvas.DrawRect(place.Right - 3, place.Top, 1, place.Height, line);
        }
        foreach (var (row, column, place) in Layout.Cells) Cell(canvas, row, column, place, sharpness);
        foreach (var (row, column, place) in Layout.Bars)
            if (
                Enumerable
                    .Range(0, _grid.Scale == MapScale.Row ? _grid.Columns.Count : _grid.Rows.Count)
                    .Select(i => _grid.Scale == MapScale.Row ? _ranges[row, i] : _ranges[i, column])
                    .OfType<MapRange>()
                    .FirstOrDefault() is
                { } range)
                Bar(
                    canvas,
                    range,
                    place,
                    range.IsConstant
                        ? [TextRenderer.Number(range.Low)]
                        : [TextRenderer.Number(range.Low), range.IsDiverging ? "0" : "", TextRenderer.Number(range.High)]);
        Footer(canvas);
    }

    // Above the grid, centred on its column.
    private void Caption(SKCanvas canvas, string caption, SKRect place)
    {
        var (parts, _) = _text.Fit(caption, place.Width, Layout.CaptionFont, bold: true, lines: 2);
        _text.Write(
            canvas,
            caption,
            place.MidX,
            place.Bottom - 3 - (parts.Count - 1) * Layout.CaptionFont * 1.25f,
            place.Width,
            Layout.CaptionFont,
            FigureCanvas.Ink,
            bold: true,
            lines: 2,
            align: SKTextAlign.Center);
    }

    // Rotated upwards, centred on its row.
    private void Upright(SKCanvas canvas, string first, string second, SKRect place)
    {
        canvas.Save();
        canvas.RotateDegrees(-90, place.Left, place.MidY);
        var y = place.MidY + MapGridLayout.CaptionSize;
        _text.Write(
            canvas,
            first,
            place.Left,
            y,
            place.Height,
            MapGridLayout.CaptionSize,
            FigureCanvas.Ink,
            bold: true,
            align: SKTextAlign.Center);
        if (second.Length > 0)
            _text.Write(
                canvas,
                second,
                place.Left,
                y + 18,
                place.Height,
                MapGridLayout.SmallSize,
                FigureCanvas.Soft,
                align: SKTextAlign.Center);
        canvas.Restore();
    }

    private static void Picture(SKCanvas canvas, MapGridRow row, SKRect place, float sharpness)
    {
        Put(canvas, Sharp(row.Picture, place, sharpness), place);
        foreach (var box in row.Boxes)
        {
            var frame = new SKRect(
                place.Left + (float)box.Left * place.Width,
                place.Top + (float)box.Top * place.Height,
                place.Left + (float)box.Right * place.Width,
                place.Top + (float)box.Bottom * place.Height);
            frame.Intersect(SKRect.Inflate(place, -1.5f, -1.5f));
            using var paint = new SKPaint { Style = SKPaintStyle.Stroke, IsAntialias = true, StrokeWidth = 4, Color = SKColors.White };
            canvas.DrawRect(frame, paint);
            (paint.StrokeWidth, paint.Color) = (2, s_box);
            canvas.DrawRect(frame, paint);
        }
        Frame(canvas, place);
    }

    private void Cell(SKCanvas canvas, int row, int column, SKRect place, float sharpness)
    {
        if (_grid.MapWithSign(row, column) is { } map && _ranges[row, column] is { } range)
        {
            Put(canvas, Overlay.Draw(Sharp(_grid.Rows[row].Picture, place, sharpness), map, range), place);
        }
        else
        {
            using var paint = new SKPaint { Color = FigureCanvas.Empty };
            canvas.DrawRect(place, paint);
            _text.Write(
                canvas,
                "no map",
                place.MidX,
                place.MidY + 4,
                place.Width - 6,
                MapGridLayout.SmallSize,
                FigureCanvas.Soft,
                align: SKTextAlign.Center);
        }
        Frame(canvas, place);
    }

    private void Footer(SKCanvas canvas)
    {
        var (place, y) = (Layout.Footer, Layout.Footer.Top);
        var ranges = _ranges.Cast<MapRange?>().OfType<MapRange>().ToList();
        var x = place.Left;
        if (_grid.Scale is MapScale.Cell or MapScale.Figure && ranges.Count > 0)
        {
            foreach (
                var range in new[] { ranges.Find(range => !range.IsDiverging), ranges.Find(range => range.IsDiverging) }.OfType<MapRange>())
            {
                string[] ticks =
                    _grid.Scale == MapScale.Figure
                        ? range.IsConstant
                            ? [TextRenderer.Number(range.Low)]
                            : [TextRenderer.Number(range.Low), range.IsDiverging ? "0" : "", TextRenderer.Number(range.High)]
                    : range.IsDiverging ? ["below zero", "0", "above"] : ["least", "", "largest"];
                Bar(
                    canvas,
                    range with
                    {
                        Max = range.IsConstant && _grid.Scale == MapScale.Cell ? range.Min + 1 : range.Max,
                    },
                    SKRect.Create(x, y, MapGridLayout.LegendWidth, MapGridLayout.BarThickness),
                    ticks);
                x += MapGridLayout.LegendWidth + MapGridLayout.LegendGap;
            }
        }
        _text.Write(
            canvas,
            Words(ranges),
            x,
            y + MapGridLayout.SmallSize - 2,
            place.Right - x,
            MapGridLayout.SmallSize,
            FigureCanvas.Soft,
            lines: 2);
    }

    private string Words(List<MapRange> ranges)
    {
        string[] words =
        [
            _grid.Source,
            _grid.Scale switch
            {
                MapScale.Cell => "Each map has its own scale of colours.",
                MapScale.Row => "The maps of a row share a scale of colours.",
                MapScale.Column => "The maps of a column share a scale of colours.",
                _ => "All maps share one scale of colours.",
            },
            _grid.Sign switch
            {
                MapSign.Positive => "Values below zero are drawn as zero.",
                MapSign.Magnitude => "Values are drawn as magnitudes.",
                _ => ranges.Exists(range => range.IsDiverging) ? "Blue is below zero." : "",
            },
        ];
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    // Colours run along the longer side, with numbers at both ends and in the middle.
    private void Bar(SKCanvas canvas, MapRange range, SKRect place, string[] ticks)
    {
        var upright = place.Height > place.Width;
        const int stops = 33;
        var colours = Enumerable
            .Range(0, stops)
            .Select(i => range.Colours[range.IsConstant ? 0 : i / (stops - 1.0)])
            .Select(colour => new SKColor(colour.R, colour.G, colour.B))
            .ToArray();
        using var shader = SKShader.CreateLinearGradient(
            upright ? new SKPoint(place.Left, place.Bottom) : new SKPoint(place.Left, place.Top),
            upright ? new SKPoint(place.Left, place.Top) : new SKPoint(place.Right, place.Top),
            colours, [.. Enumerable.Range(0, stops).Select(i => i / (stops - 1f))], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(place, paint);
        Frame(canvas, place);
        for (var i = 0; i < ticks.Length; i++)
        {
            var part = ticks.Length == 1 ? 0 : (float)i / (ticks.Length - 1);
            if (upright) _text.Write(canvas, ticks[i], place.Right + 5, place.Bottom - part * (place.Height - 9), 54, 11, FigureCanvas.Ink);
            else
                _text.Write(
                    canvas,
                    ticks[i],
                    place.Left + part * place.Width,
                    place.Bottom + 13,
                    place.Width * 0.45f,
                    11,
                    FigureCanvas.Ink,
                    align: ticks.Length == 1 || i == 0 ? SKTextAlign.Left
                        : i == ticks.Length - 1 ? SKTextAlign.Right
                        : SKTextAlign.Center);
        }
    }

    // The map is interpolated to its final size before colours are applied.
    private static Data.Image Sharp(Data.Image picture, SKRect place, float sharpness) => sharpness * place.Width <= picture.Width
        ? picture
        : FigureCanvas.Resize(picture, (int)Math.Ceiling(sharpness * place.Width), (int)Math.Ceiling(sharpness * place.Height));

    private static void Put(SKCanvas canvas, Data.Image image, SKRect place)
    {
        using var bitmap = FigureCanvas.ToBitmap(image);
        using var picture = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(picture, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void Frame(SKCanvas canvas, SKRect place)
    {
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 1, Color = FigureCanvas.Line };
        canvas.DrawRect(place.Left - 0.5f, place.Top - 0.5f, place.Width + 1, place.Height + 1, paint);
    }

    public void Dispose() => _text.Dispose();
}
