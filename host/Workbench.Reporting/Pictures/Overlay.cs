using Workbench.Data;

namespace Workbench.Reporting.Pictures;

/// <summary>Draws a map in colours over the picture in grey, so that all hues belong to the map.</summary>
internal static class Overlay
{
    private const double Faint = 0.5, Strong = 0.8, Lightest = 255;

    /// <summary>Lays a map over a picture.</summary>
    /// <param name="picture">The model's input as a picture.</param>
    /// <param name="map">The map, of any size.</param>
    /// <param name="range">The range of its colours.</param>
    /// <returns>An image of the picture's size.</returns>
    public static Image Draw(Image picture, PlainMap map, MapRange range)
    {
        var values = map.Resize(picture.Width, picture.Height).Values;
        var rgb = new byte[picture.Rgb.Length];
        for (int i = 0, at = 0; i < values.Length; i++, at += 3)
        {
            var place = range.Position(values[i]);
            var colour = range.Colours[place];
            var share = Share(range, place);
            var light = 0.299 * picture.Rgb[at] + 0.587 * picture.Rgb[at + 1] + 0.114 * picture.Rgb[at + 2];
            // White stands for zero in diverging colours, and a dark picture would hide it.
            if (range.IsDiverging) light = (light + Lightest) / 2;
            var grey = (1 - share) * light;
            (rgb[at], rgb[at + 1], rgb[at + 2]) = (
                Mix(grey, share, colour.R), Mix(grey, share, colour.G), Mix(grey, share, colour.B));
        }
        return new Image(picture.Width, picture.Height, rgb);
    }

    // The picture shows through where the map's values are small.
    private static double Share(MapRange range, double place) =>
        Faint + (Strong - Faint) * (range.IsDiverging ? Math.Abs(2 * place - 1) : place);

    private static byte Mix(double grey, double share, byte colour) => (byte)Math.Round(grey + share * colour);
}
