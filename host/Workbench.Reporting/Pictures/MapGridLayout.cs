using SkiaSharp;
using Workbench.Results;

namespace Workbench.Reporting.Pictures;

/// <summary>The layout of a grid of maps, in units of 1/144 inch: a page of seven inches is 1008 units wide.</summary>
internal sealed class MapGridLayout
{
    public const float PageWidth = 1008,
        TitleSize = 17,
        CaptionSize = 15,
        SmallSize = 12.5f,
        BarThickness = 9,
        LegendWidth = 170,
        LegendGap = 26;
    private const float Margin = 10,
        Gap = 6,
        PictureGap = 12,
        ImageGap = 16,
        BlockGap = 18,
        LargestCell = 320,
        LineHeight = 19,
        TickWidth = 56,
        FooterHeight = 30;
    private const int MostColumns = 8;

    private readonly MapGrid _grid;

    public MapGridLayout(MapGrid grid, TextRenderer text)
    {
        _grid = grid;
        var (states, grouped) = (grid.Rows.Any(row => row.State.Length > 0), Spans().Any(span => span.Count > 1));
        StatesApart = states && grouped;
        var outer = StatesApart ? LineHeight + 4 : 0;
        var inner = LineHeight * (grid.Rows.Any(row => SecondLine(row).Length > 0) ? 2 : 1) + 4;
        var right = grid.Scale == MapScale.Row ? BarThickness + TickWidth + Gap : 0;

        var blocks = (grid.Columns.Count + MostColumns - 1) / MostColumns;
        var columns = (grid.Columns.Count + blocks - 1) / blocks;   // blocks of equal width
        var left = Margin + outer + inner;
        var room = PageWidth - left - Margin - right - PictureGap - (columns - 1) * Gap;
        CellWidth = Math.Min(LargestCell, room / (columns + 1));
        Width = Math.Max(PageWidth / 2, PageWidth - room + (columns + 1) * CellWidth);

        (CaptionFont, var lines) = Captions(text);
        var y = Margin;
        if (grid.Title.Length > 0)
        {
            Title = SKRect.Create(
                Margin,
                y,
                Width - 2 * Margin,
                TitleSize * 1.3f * (text.Fit(grid.Title, Width - 2 * Margin, TitleSize, bold: true, lines: 2).Parts.Count));
            y = Title.Bottom + 6;
        }
        for (var block = 0; block < blocks; block++)
        {
            var shown = Enumerable.Range(block * columns, Math.Min(columns, grid.Columns.Count - block * columns)).ToList();
            float Left(int column) => left + CellWidth + PictureGap + (column - shown[0]) * (CellWidth + Gap);
            var head = lines * CaptionFont * 1.25f + 3;
            foreach (var column in shown) ColumnCaptions.Add((column, SKRect.Create(Left(column), y, CellWidth, head)));
            y += head + 3;
            for (var r = 0; r < grid.Rows.Count; r++)
            {
                if (r > 0) y += ReferenceEquals(grid.Rows[r].Picture, grid.Rows[r - 1].Picture) ? Gap : ImageGap;
                var (width, height) = Fit(grid.Rows[r]);
                SKRect Place(float x) => SKRect.Create(x + (CellWidth - width) / 2, y, width, height);
                if (r == 0 || !Same(grid.Rows[r], grid.Rows[r - 1])) Pictures.Add((r, Place(left)));
                RowCaptions.Add((r, SKRect.Create(Margin + outer, y, inner, height)));
                foreach (var column in shown) Cells.Add((r, column, Place(Left(column))));
                if (right > 0) Bars.Add((r, shown[0], SKRect.Create(Left(shown[^1]) + CellWidth + Gap, y, BarThickness, height)));
                y += height;
            }
            if (StatesApart)
                foreach (var span in Spans())
                    StateCaptions.Add(
                        (
                            span.First,
                            SKRect.Create(
                                Margin,
                                RowCaptions[block * grid.Rows.Count + span.First].Place.Top,
                                outer,
                                RowCaptions[block * grid.Rows.Count + span.First + span.Count - 1].Place.Bottom
                                    - RowCaptions[block * grid.Rows.Count + span.First].Place.Top)));
            if (grid.Scale == MapScale.Column)
            {
                foreach (var column in shown) Bars.Add((0, column, SKRect.Create(Left(column), y + Gap, CellWidth, BarThickness)));
                y += Gap + BarThickness + SmallSize * 1.3f;
            }
            y += block + 1 < blocks ? BlockGap : 0;
        }
        Footer = SKRect.Create(Margin, y + 10, Width - 2 * Margin, FooterHeight);
        Height = MathF.Ceiling(Footer.Bottom + Margin);
    }

    public float Width { get; }
    public float Height { get; }
    public float CellWidth { get; }
    public float CaptionFont { get; }

    /// <summary>Whether states have a caption of their own beside those of the rows, since a state spans several rows.</summary>
    public bool StatesApart { get; }

    public SKRect Title { get; }
    public SKRect Footer { get; }
    public List<(int Column, SKRect Place)> ColumnCaptions { get; } = [];
    public List<(int Row, SKRect Place)> RowCaptions { get; } = [];
    public List<(int Row, SKRect Place)> StateCaptions { get; } = [];
    public List<(int Row, SKRect Place)> Pictures { get; } = [];
    public List<(int Row, int Column, SKRect Place)> Cells { get; } = [];

    /// <summary>Colour bars beside rows or below columns, each with a cell of its range.</summary>
    public List<(int Row, int Column, SKRect Place)> Bars { get; } = [];

    /// <summary>The first line of a row's caption.</summary>
    public string FirstLine(MapGridRow row) => StatesApart || row.State.Length == 0 ? row.Class : row.State;

    /// <summary>The second line of a row's caption; empty for none.</summary>
    public string SecondLine(MapGridRow row) =>
        StatesApart || row.State.Length == 0 ? row.Score
        : row.Score.Length == 0 ? row.Class
        : $"{row.Class}, {row.Score}";

    private (float Width, float Height) Fit(MapGridRow row)
    {
        var height = CellWidth * row.Picture.Height / row.Picture.Width;
        var tallest = 1.5f * CellWidth;
        return height <= tallest ? (CellWidth, height) : (tallest * row.Picture.Width / row.Picture.Height, tallest);
    }

    // All captions have one font size: the largest at which each fits into two lines.
    private (float Size, int Lines) Captions(TextRenderer text)
    {
        var size = _grid.Columns.Min(caption => text.Fit(caption, CellWidth, CaptionSize, bold: true, lines: 2).Size);
        return (size, _grid.Columns.Max(caption => text.Fit(caption, CellWidth, size, bold: true, lines: 2).Parts.Count));
    }

    private static bool Same(MapGridRow one, MapGridRow other) =>
        ReferenceEquals(one.Picture, other.Picture) && one.Boxes.SequenceEqual(other.Boxes);

    // Consecutive rows of one picture and one state of the model.
    private List<(int First, int Count)> Spans()
    {
        var spans = new List<(int First, int Count)>();
        for (var row = 0; row < _grid.Rows.Count; row++)
            if (
                row > 0
                && _grid.Rows[row].State == _grid.Rows[row - 1].State
                && ReferenceEquals(_grid.Rows[row].Picture, _grid.Rows[row - 1].Picture))
                spans[^1] = (spans[^1].First, spans[^1].Count + 1);
            else spans.Add((row, 1));
        return spans;
    }
}
