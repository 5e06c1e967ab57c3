using SkiaSharp;
using Workbench.Data;
using Workbench.Reporting.Pictures;

namespace Workbench.Reporting.Tests.Pictures;

/// <summary>Pixels of overlays, bars and sheets have the colours of their values.</summary>
public sealed class OverlayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PlainMap Ramp(double from, double to, int side = 8) =>
        new(side, side, [.. Enumerable.Range(0, side * side).Select(i => from + (to - from) * (i % side) / (side - 1.0))]);

    private static Image Grey(int side, byte level = 128) => new(side, side, [.. Enumerable.Repeat(level, 3 * side * side)]);

    [Theory]
    [InlineData(0.2, 3, false, 0.2, 3)]
    [InlineData(0, 1e-9, false, 0, 1e-9)]
    [InlineData(-1, 3, true, -3, 3)]
    [InlineData(-5, -1, true, -5, 5)]
    public void The_range_is_the_maps_own_or_symmetric_about_zero(double from, double to, bool diverging, double low, double high)
    {
        var range = MapRange.FromMap(Ramp(from, to));
        (range.IsDiverging, range.Low, range.High).ShouldBe((diverging, low, high));
        (range.ClipsAbove, range.ClipsBelow).ShouldBe((false, false));
        if (diverging) range.Position(0).ShouldBe(0.5);
    }

    [Fact]
    public void A_few_outliers_do_not_take_all_colours()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i / 1000.0).ToArray();
        values[0] = 50;
        var range = MapRange.FromMap(new PlainMap(40, 25, values));
        range.High.ShouldBeInRange(0.99, 1);
        range.ClipsAbove.ShouldBeTrue();
        range.Max.ShouldBe(50);
        MapRange.FromMap(new PlainMap(14, 14, [.. Enumerable.Range(0, 196).Select(i => (double)i)])).High.ShouldBe(195);
    }

    [Fact]
    public void A_map_of_one_value_has_a_range()
    {
        foreach (var value in new[] { 0, 2.5, -1 })
        {
            var range = MapRange.FromMap(Ramp(value, value));
            range.IsConstant.ShouldBeTrue();
            double.IsFinite(range.Position(value)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Maps_are_resized_as_torch_does_it()
    {
        // interpolate(mode='bilinear', align_corners=False) of [[0, 1], [2, 3]] to 4×4
        var map = new PlainMap(2, 2, [0, 1, 2, 3]).Resize(4, 4);
        double[] across = [0, 0.25, 0.75, 1];
        map.Values.ShouldBe([.. new[] { 0, 0.5, 1.5, 2 }.SelectMany(down => across.Select(x => down + x))], 1e-12);
        Ramp(0, 1, 7).Resize(7, 7).Values.ShouldBe(Ramp(0, 1, 7).Values);
        new PlainMap(1, 1, [4]).Resize(3, 2).Values.ShouldAllBe(value => value == 4);
    }

    [Fact]
    public void Signed_maps_are_blue_and_red_about_a_neutral_zero()
    {
        var map = Ramp(-1, 1, 9);
        var overlay = Overlay.Draw(Grey(9), map, MapRange.FromMap(map));
        var (left, middle, right) = (Pixel(overlay, 0), Pixel(overlay, 4), Pixel(overlay, 8));
        (left[2] - left[0]).ShouldBeGreaterThan(60);
        (right[0] - right[2]).ShouldBeGreaterThan(60);
        (middle.Max() - middle.Min()).ShouldBeLessThan(5);
    }

    [Fact]
    public void A_picture_shows_through()
    {
        var map = Ramp(0, 1);
        var (dark, light) = (Overlay.Draw(Grey(8, 20), map, MapRange.FromMap(map)), Overlay.Draw(Grey(8, 220), map, MapRange.FromMap(map)));
        dark.Rgb.Zip(light.Rgb, (a, b) => b - a).ShouldAllBe(difference => difference > 30);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 0.5)]
    public void The_bar_runs_from_the_lowest_colour_to_the_highest(double from, double to)
    {
        var map = Ramp(from, to, 14);
        MapFigure.Write(_folder["map.png"], Grey(32), map, "method", "image");
        using var figure = SKBitmap.Decode(_folder["map.png"]);
        var colours = MapRange.FromMap(map).Colours;
        // The bar's middle column, right of the picture: 16 + 448 + 12 + 9; its rows from 62 to 510.
        foreach (var part in new[] { 0.01, 0.25, 0.5, 0.75, 0.99 })
        {
            var (seen, expected) = (figure.GetPixel(485, 62 + (int)(448 * (1 - part))), colours[part]);
            new[] { seen.Red - expected.R, seen.Green - expected.G, seen.Blue - expected.B }.ShouldAllBe(difference =>
                Math.Abs(difference) <= 4);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 2)]
    [InlineData(19, 3)]
    public void A_sheet_holds_every_method_and_target(int methods, int targets)
    {
        var names = Enumerable
            .Range(0, methods)
            .Select(i => $"a-method-of-a-long-name@features.{i}{{normalize=true,positive=relu}}")
            .ToList();
        var rows = Enumerable
            .Range(0, targets)
            .Select(i => new SheetRow($"class {i}", "logit 1", [.. names.Select((_, m) => m == 1 ? null : Ramp(0, 1))]))
            .ToList();
        MapSheet.Write(_folder["sheet.png"], Grey(64), "image", "model", names, rows);
        using var sheet = SKBitmap.Decode(_folder["sheet.png"]);
        var blocks = (methods + 7) / 8;
        sheet.Width.ShouldBeLessThan(2600);
        sheet.Height.ShouldBeGreaterThan(blocks * targets * 208);
    }

    [Fact]
    public void The_peak_is_the_first_largest_value_at_the_pictures_size()
    {
        // The border of an upsampled map is a plateau, whose first pixel counts.
        new PlainMap(2, 2, [0, 0, 1, 0]).Peak(8, 8).ShouldBe((0, 6));
        new PlainMap(2, 2, [-3, -1, -2, -4]).Peak(2, 2).ShouldBe((1, 0));
        new PlainMap(2, 2, [1, 1, 1, 1]).Peak(8, 8).ShouldBeNull();
    }

    [Fact]
    public void A_sheet_marks_the_peak_of_a_map_that_has_one()
    {
        SKBitmap Sheet(params double[] values)
        {
            MapSheet.Write(
                _folder["sheet.png"],
                Grey(64),
                "image",
                "model",
                ["method"],
                [new SheetRow("class", "logit", [new PlainMap(2, 2, values)])]);
            return SKBitmap.Decode(_folder["sheet.png"]);
        }
        using var flat = Sheet(1, 1, 1, 1);
        using var marked = Sheet(1, 1, 1, 1.0001);
        // The largest values begin at the 49th of 64 pixels on both axes; the map is at (242, 130) and 208 wide.
        var (x, y) = ((int)(242 + 208 * 48.5 / 64), (int)(130 + 208 * 48.5 / 64));
        static bool IsWhite(SKColor pixel) => pixel is { Red: > 200, Green: > 200, Blue: > 200 };
        IsWhite(marked.GetPixel(x, y)).ShouldBeTrue();
        IsWhite(marked.GetPixel(x + 4, y)).ShouldBeTrue();
        IsWhite(marked.GetPixel(x + 20, y)).ShouldBeFalse();
        IsWhite(flat.GetPixel(x, y)).ShouldBeFalse();
    }

    private static byte[] Pixel(Image image, int x) => image.Rgb[(3 * x)..(3 * x + 3)];
}
