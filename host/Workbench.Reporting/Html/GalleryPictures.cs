using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Reporting.Html;

/// <summary>The encoded pictures of a gallery.</summary>
/// <param name="Samples">A photo and a sheet of maps for each sample.</param>
public sealed record GalleryPictures(IReadOnlyList<GalleryPicture> Samples)
{
    /// <summary>Tiles in a row of a sheet.</summary>
    internal const int Columns = 8;

    private const int Few = 24;
    private const int PhotoSide = 224, PhotoQuality = 70;
    private const int Light = 4_500_000;   // characters that a browser reads in half a second
    private const int Most = 12_500_000;   // characters that fit into the page's 15 MB
    private static readonly int[] s_qualities = [80, 65, 50, 35, 20];

    /// <summary>Draws a gallery's pictures.</summary>
    /// <param name="reports">The tables, which give the order of the methods.</param>
    /// <param name="samples">The samples, in order.</param>
    public static GalleryPictures Encode(IReadOnlyList<TableReport> reports, IReadOnlyList<GallerySample> samples) =>
        Encode(new GalleryData(reports), samples);

    internal static GalleryPictures Encode(GalleryData data, IReadOnlyList<GallerySample> samples) =>
        Encode(samples, sample => [.. data.Maps(sample.Thumbnails).Select(map => map.Map)]);

    /// <summary>
    /// Encodes maps at the highest quality at which the pictures stay below <see cref="Light"/>, or at the lowest quality, keeping only the
    /// first samples that fit below <see cref="Most"/>.
    /// </summary>
    /// <param name="samples">The samples, in order.</param>
    /// <param name="maps">A sample's maps, in the order of its tiles.</param>
    internal static GalleryPictures Encode(IReadOnlyList<GallerySample> samples, Func<GallerySample, IReadOnlyList<MapThumbnail>> maps)
    {
        if (samples.Count == 0) return new([]);
        List<GalleryPicture> photos = [.. samples.AsParallel().AsOrdered().Select(Photo)];
        var sheets = samples.Select(maps).ToList();
        var pictures = photos;
        foreach (var quality in s_qualities)
        {
            var limit = quality == s_qualities[^1] ? Most : Light;
            // The size is estimated from a few samples, so that most qualities are tried on them alone.
            if (quality != s_qualities[^1] && With(quality, Few).Average(picture => picture.Length) * samples.Count > limit) continue;
            pictures = With(quality, samples.Count);
            if (pictures.Sum(picture => (long)picture.Length) <= limit) return new(pictures);
        }
        var (kept, length) = (0, 0L);
        while (kept < pictures.Count && length + pictures[kept].Length <= Most) length += pictures[kept++].Length;
        return new(pictures[..kept]);

        List<GalleryPicture> With(int quality, int count) =>
            [
                .. photos
                    .Take(count)
                    .AsParallel()
                    .AsOrdered()
                    .Select(
                        (photo, i) =>
                            photo with
                            {
                                Maps =
                                    sheets[i].Count == 0 ? "" : Convert.ToBase64String(PageImageEncoder.Tiles(sheets[i], Columns, quality)),
                            }),
            ];
    }

    private static GalleryPicture Photo(GallerySample sample)
    {
        if (sample.Picture() is not { } image) return new("", "", 0, 0);
        var (bytes, width, height) = PageImageEncoder.Photo(image, PhotoSide, PhotoQuality);
        return new(Convert.ToBase64String(bytes), "", width, height);
    }
}

/// <summary>A sample's pictures.</summary>
/// <param name="Photo">The model's input as a picture, WebP in base64; empty if the image cannot be read.</param>
/// <param name="Maps">The maps side by side, JPEG in base64; empty without maps.</param>
/// <param name="Width">Width of the photo in pixels.</param>
/// <param name="Height">Height of the photo in pixels.</param>
public sealed record GalleryPicture(string Photo, string Maps, int Width, int Height)
{
    internal int Length => Photo.Length + Maps.Length;
}
