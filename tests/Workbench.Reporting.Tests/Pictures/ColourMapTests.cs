using Workbench.Reporting.Pictures;

namespace Workbench.Reporting.Tests.Pictures;

/// <summary>Equal steps of the value are equal steps of perceived lightness.</summary>
public sealed class ColourMapTests
{
    [Fact]
    public void Sequential_colours_grow_lighter_evenly()
    {
        var steps = Enumerable.Range(0, 32).Select(i => Lightness(ColourMap.Sequential[i / 31.0])).ToList();
        var differences = steps.Zip(steps.Skip(1), (a, b) => b - a).ToList();
        differences.Min().ShouldBeGreaterThan(0);
        differences.Max().ShouldBeLessThan(1.3 * differences.Average());
        differences.Min().ShouldBeGreaterThan(0.7 * differences.Average());
    }

    [Fact]
    public void Diverging_colours_are_blue_below_red_above_and_alike_in_lightness()
    {
        for (var away = 0.0; away <= 0.5; away += 0.05)
        {
            var (below, above) = (ColourMap.Diverging[0.5 - away], ColourMap.Diverging[0.5 + away]);
            Lightness(below).ShouldBe(Lightness(above), 0.02);
            if (away < 0.1) continue;
            below.B.ShouldBeGreaterThan(below.R);
            above.R.ShouldBeGreaterThan(above.B);
        }
        var middle = ColourMap.Diverging[0.5];
        new[] { middle.R, middle.G, middle.B }.ShouldAllBe(channel => channel > 235);
    }

    [Fact]
    public void Values_outside_have_the_colour_of_the_end()
    {
        ColourMap.Sequential[-3].ShouldBe(ColourMap.Sequential[0]);
        ColourMap.Sequential[7].ShouldBe(ColourMap.Sequential[1]);
    }

    // Lightness in Oklab of an sRGB colour.
    private static double Lightness(Colour colour)
    {
        static double Linear(byte channel) =>
            channel / 255.0 <= 0.04045 ? channel / 255.0 / 12.92 : Math.Pow((channel / 255.0 + 0.055) / 1.055, 2.4);
        var (r, g, b) = (Linear(colour.R), Linear(colour.G), Linear(colour.B));
        var l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        var m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        var s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    }
}
