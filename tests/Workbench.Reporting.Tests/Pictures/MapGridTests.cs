using System.Text;
using System.Xml.Linq;
using SkiaSharp;
using Workbench.Data;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting.Tests.Pictures;

/// <summary>A grid of maps: scales, layout and files.</summary>
public sealed class MapGridTests
{
    private static readonly string[] s_names =
        [
            "gradcam@b5", "lrp-gamma{gamma=.inf}", "CUMULATIVE_GRADCAM", "a", "smoothgrad{of=input-x-gradient,n=50,sigma=0.15}", "γ=∞",
            "two words", "averyverylongnamewithoutanyplacetobreakit", "nine", "ten", "eleven", "twelve",
        ];

    private static Image Picture(int width = 224, int height = 224) =>
        new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(i => (byte)(i % 251))]);

    private static PlainMap Map(double from, double to) => new(4, 4, [.. Enumerable.Range(0, 16).Select(i => from + (to - from) * i / 15)]);

    private static MapGrid Grid(int columns, int rows, MapScale scale = MapScale.Cell, Func<int, int, PlainMap?>? map = null)
    {
        var picture = Picture();
        return new MapGrid("A title", s_names[..columns], [.. Enumerable.Range(0, rows).Select(row => new MapGridRow(
            picture,
            [new PictureBox(0.1, 0.1, 0.5, 0.6)],
            "",
            $"class {row}",
            "logit 1.00",
            [.. Enumerable.Range(0, columns).Select(column => (map ?? ((r, c) => Map(r, r + c + 1)))(row, column))])),
])
        {
            Scale = scale, Source = "rooms, image 1.",
        };
    }

    [Theory]
    [InlineData(MapScale.Cell, 6)]
    [InlineData(MapScale.Row, 2)]
    [InlineData(MapScale.Column, 3)]
    [InlineData(MapScale.Figure, 1)]
    public void Maps_that_share_a_scale_have_one_range(MapScale scale, int different)
    {
        var ranges = Grid(3, 2, scale).Ranges();
        ranges.Cast<MapRange?>().Distinct().Count().ShouldBe(different);
        if (scale == MapScale.Row) ranges[0, 0].ShouldBe(ranges[0, 2]);
        if (scale == MapScale.Column) ranges[0, 1].ShouldBe(ranges[1, 1]);
        if (scale == MapScale.Figure) (ranges[0, 0]!.Low, ranges[0, 0]!.High).ShouldBe((0, 4));
    }

    [Fact]
    public void One_map_below_zero_makes_its_groups_scale_symmetric_about_zero()
    {
        var ranges = Grid(2, 2, MapScale.Row, (row, column) => row == 0 && column == 1 ? Map(-8, 2) : Map(0, 3)).Ranges();
        (ranges[0, 0]!.Low, ranges[0, 0]!.High, ranges[0, 0]!.IsDiverging).ShouldBe((-8, 8, true));
        (ranges[1, 0]!.Low, ranges[1, 0]!.High, ranges[1, 0]!.IsDiverging).ShouldBe((0, 3, false));
    }

    [Fact]
    public void The_sign_is_applied_before_the_scale()
    {
        var signed = Grid(1, 1, map: (_, _) => Map(-8, 2));
        (signed.Ranges()[0, 0]!.Low, signed.Ranges()[0, 0]!.High).ShouldBe((-8, 8));
        (signed with { Sign = MapSign.Positive }).Ranges()[0, 0].ShouldBe(new MapRange(0, 2, 0, 2));
        (signed with { Sign = MapSign.Magnitude }).Ranges()[0, 0]!.High.ShouldBe(8);
    }

    [Fact]
    public void A_failed_map_has_no_range_and_does_not_affect_the_others()
    {
        var ranges = Grid(2, 1, MapScale.Figure, (_, column) => column == 0 ? null : Map(0, 1)).Ranges();
        ranges[0, 0].ShouldBeNull();
        ranges[0, 1]!.High.ShouldBe(1);
    }

    public static TheoryData<int, MapScale> Shapes =>
        [
            .. new[] { 1, 2, 5, 8, 12 }.SelectMany(columns =>
                Enum.GetValues<MapScale>().Select(scale => new TheoryDataRow<int, MapScale>(columns, scale))),
        ];

    [Theory, MemberData(nameof(Shapes))]
    public void All_elements_are_inside_the_canvas_and_do_not_overlap(int columns, MapScale scale)
    {
        using var text = new TextRenderer();
        var grid = Grid(columns, 3, scale);
        var layout = new MapGridLayout(grid, text);
        var places = layout
            .Cells.Select(cell => cell.Place)
            .Concat(layout.Pictures.Select(picture => picture.Place))
            .Concat(layout.ColumnCaptions.Select(caption => caption.Place))
            .Concat(layout.RowCaptions.Select(caption => caption.Place))
            .Concat(layout.Bars.Select(bar => bar.Place))
            .Append(layout.Title)
            .Append(layout.Footer)
            .ToList();
        layout.Cells.Count.ShouldBe(3 * columns);
        places.ShouldAllBe(place =>
            place.Left >= 0
            && place.Top >= 0
            && place.Right <= layout.Width
            && place.Bottom <= layout.Height
            && place.Width > 0
            && place.Height > 0);
        for (var i = 0; i < places.Count; i++)
            for (var j = 0; j < i; j++)
                SKRect.Inflate(places[i], -0.1f, -0.1f).IntersectsWith(places[j]).ShouldBeFalse($"{places[i]} covers {places[j]}");
        foreach (var (column, place) in layout.ColumnCaptions)
        {
            var (parts, size) = text.Fit(grid.Columns[column], place.Width, layout.CaptionFont, bold: true, lines: 2);
            (parts.Count * size * 1.25).ShouldBeLessThanOrEqualTo(place.Height);
        }
    }

    [Fact]
    public void States_that_span_rows_have_a_caption_of_their_own()
    {
        var grid = Grid(2, 4);
        using var text = new TextRenderer();
        var spanning = new MapGridLayout(
            grid with
            {
                Rows = [.. grid.Rows.Select((row, i) => row with { State = i < 2 ? "original" : "half randomised" })],
            },
            text);
        spanning.StateCaptions.Select(caption => caption.Row).ShouldBe([0, 2]);
        spanning.StateCaptions[0].Place.Height.ShouldBe(spanning.Cells[2].Place.Bottom - spanning.Cells[0].Place.Top, 0.01);
        var one = new MapGridLayout(grid with { Rows = [.. grid.Rows.Select((row, i) => row with { State = $"state {i}" })] }, text);
        one.StateCaptions.ShouldBeEmpty();
        (one.FirstLine(grid.Rows[1] with { State = "state 1" }), one.SecondLine(grid.Rows[1] with { State = "state 1" })).ShouldBe(
            ("state 1", "class 1, logit 1.00"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(12)]
    public void The_png_is_print_wide_with_a_clean_edge_and_a_marked_hole_where_a_map_failed(int columns)
    {
        using var folder = new Testing.TemporaryFolder();
        MapGridFile.Save(Grid(columns, 2, map: (row, column) => (row, column) == (1, 0) ? null : Map(0, 1)), folder["figure.png"]);
        using var picture = SKBitmap.Decode(folder["figure.png"]);
        picture.Width.ShouldBe(2100);
        for (var x = 0; x < picture.Width; x++)
            (picture.GetPixel(x, 3), picture.GetPixel(x, picture.Height - 4)).ShouldBe((SKColors.White, SKColors.White));
        for (var y = 0; y < picture.Height; y++)
            (picture.GetPixel(3, y), picture.GetPixel(picture.Width - 4, y)).ShouldBe((SKColors.White, SKColors.White));
        using var text = new TextRenderer();
        var layout = new MapGridLayout(Grid(columns, 2), text);
        SKColor In(int row) =>
            layout.Cells.First(cell => cell.Row == row && cell.Column == 0).Place is var place
                ? picture.GetPixel((int)(2100 / layout.Width * (place.Left + 4)), (int)(2100 / layout.Width * (place.Top + 4)))
                : default;
        In(1).ShouldBe(FigureCanvas.Empty);
        In(0).ShouldNotBe(FigureCanvas.Empty);
    }

    [Fact]
    public void The_same_drawing_is_svg_pdf_and_webp()
    {
        using var folder = new Testing.TemporaryFolder();
        var grid = Grid(3, 2);
        foreach (var extension in MapGridFile.Extensions) MapGridFile.Save(grid, folder[$"figure{extension}"]);
        var svg = XDocument.Load(folder["figure.svg"]);
        svg.Root!.Name.LocalName.ShouldBe("svg");
        string.Concat(svg.Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value)).ShouldContain("A title");
        // Rows of one picture with the same frames share it.
        svg.Descendants().Count(node => node.Name.LocalName == "image").ShouldBe(6 + 1);
        var pdf = Encoding.Latin1.GetString(File.ReadAllBytes(folder["figure.pdf"]));
        pdf.ShouldStartWith("%PDF-1.");
        pdf.TrimEnd().ShouldEndWith("%%EOF");
        pdf.ShouldContain("/MediaBox [0 0 504 ");   // seven inches
        using var screen = SKBitmap.Decode(folder["figure.webp"]);
        screen.Width.ShouldBe(1200);
        new FileInfo(folder["figure.webp"]).Length.ShouldBeLessThan(300_000);
        Should
            .Throw<ArgumentException>(() => MapGridFile.Save(grid, folder["figure.gif"]))
            .Message.ShouldStartWith($"'{folder["figure.gif"]}' has an unknown extension; known: .png, .svg, .pdf, .webp.");
    }
}
