using Workbench.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>A map in colours over the picture that the model saw, in grey so that every hue is the map's.</summary>
public static class Overlay
{
    private const double Faint = 0.5, Strong = 0.8, Lightest = 255;

    /// <summary>Lays a map over a picture.</summary>
    /// <param name="picture">What the model saw.</param>
    /// <param name="map">The map, of any size.</param>
    /// <param name="range">What its colours stand for.</param>
    /// <returns>Of the picture's size.</returns>
    public static Image Of(Image picture, PlainMap map, MapRange range)
    {
        var values = map.Resized(picture.Width, picture.Height).Values;
        var rgb = new byte[picture.Rgb.Length];
        for (int i = 0, at = 0; i < values.Length; i++, at += 3)
        {
            var place = range.Place(values[i]);
            var colour = range.Colours[place];
            var share = Share(range, place);
            var light = 0.299 * picture.Rgb[at] + 0.587 * picture.Rgb[at + 1] + 0.114 * picture.Rgb[at + 2];
            // White stands for zero there, and a dark picture would hide it.
            if (range.Diverging) light = (light + Lightest) / 2;
            var grey = (1 - share) * light;
            (rgb[at], rgb[at + 1], rgb[at + 2]) = (
                Mixed(grey, share, colour.R), Mixed(grey, share, colour.G), Mixed(grey, share, colour.B));
        }
        return new Image(picture.Width, picture.Height, rgb);
    }

    // What the map says little of, the picture may say more of.
    private static double Share(MapRange range, double place) =>
        Faint + (Strong - Faint) * (range.Diverging ? Math.Abs(2 * place - 1) : place);

    private static byte Mixed(double grey, double share, byte colour) => (byte)Math.Round(grey + share * colour);
}
