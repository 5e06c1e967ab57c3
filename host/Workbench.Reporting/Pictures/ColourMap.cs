namespace Workbench.Reporting.Pictures;

/// <summary>A colour with 8 bits per channel.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
public readonly record struct Colour(byte R, byte G, byte B);

/// <summary>
/// A perceptually uniform colour map for values from 0 to 1: a path through Oklab (Ottosson 2020) with lightness linear in the value, and
/// chroma reduced to fit the sRGB gamut.
/// </summary>
public sealed class ColourMap
{
    private const int Steps = 256;
    private readonly Colour[] _colours;

    private ColourMap(Func<double, (double Lightness, double Chroma, double Hue)> path) =>
        _colours = [.. Enumerable.Range(0, Steps).Select(i => Displayable(path(i / (Steps - 1.0))))];

    /// <summary>From near black through violet, red and orange to pale yellow, for values with a lower bound.</summary>
    public static ColourMap Sequential { get; } =
        new(t => (0.14 + 0.82 * t, 0.09 + 0.13 * Math.Sin(Math.PI * Math.Pow(t, 0.8)), 275 + 190 * t));

    /// <summary>From blue through white to red, for values of both signs; zero is the middle.</summary>
    public static ColourMap Diverging { get; } = new(t =>
    {
        var away = Math.Abs(2 * t - 1);
        return (0.97 - 0.53 * away, 0.175 * Math.Pow(away, 0.85), t < 0.5 ? 258 : 28);
    });

    /// <summary>The colour of a value; values outside 0 to 1 are clamped.</summary>
    public Colour this[double value] => _colours[(int)Math.Round(Math.Clamp(value, 0, 1) * (Steps - 1))];

    // Lowers only the chroma until the colour is in the sRGB gamut.
    private static Colour Displayable((double Lightness, double Chroma, double Hue) colour)
    {
        double low = 0, high = colour.Chroma;
        for (var i = 0; i < 20; i++)
        {
            var middle = i == 0 ? high : (low + high) / 2;
            if (Linear(colour.Lightness, middle, colour.Hue).All(channel => channel is >= 0 and <= 1)) low = middle;
            else high = middle;
        }
        var rgb = Linear(colour.Lightness, low, colour.Hue);
        return new Colour(Encoded(rgb[0]), Encoded(rgb[1]), Encoded(rgb[2]));
    }

    private static double[] Linear(double lightness, double chroma, double hue)
    {
        var (a, b) = (chroma * Math.Cos(hue * Math.PI / 180), chroma * Math.Sin(hue * Math.PI / 180));
        var l = Math.Pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        var m = Math.Pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        var s = Math.Pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return
        [
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
        ];
    }

    private static byte Encoded(double linear)
    {
        var x = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055));
    }
}
