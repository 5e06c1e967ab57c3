using Workbench.Reporting.Html;

namespace Workbench.Experiments;

/// <summary>What a gallery knows of an image without its pixels.</summary>
/// <param name="Width">The image's width, pixels.</param>
/// <param name="Height">The image's height, pixels.</param>
/// <param name="Seen">Size and boxes as the model saw them; without masks.</param>
internal sealed record GalleryView(int Width, int Height, Sample Seen);

/// <summary>A gallery's images and pictures as bytes, for a store to keep.</summary>
internal static class KeptGallery
{
    /// <summary>The bytes.</summary>
    /// <param name="views">The images.</param>
    /// <param name="pictures">Pictures of the first of them: those that the page has room for.</param>
    public static byte[] Write(IReadOnlyList<GalleryView> views, IReadOnlyList<GalleryPicture> pictures)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        void Numbers(params ReadOnlySpan<int> numbers)
        {
            foreach (var number in numbers) writer.Write(number);
        }
        void Bytes(string base64)
        {
            var bytes = Convert.FromBase64String(base64);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
        writer.Write(views.Count);
        foreach (var (width, height, seen) in views)
        {
            writer.Write(seen.Id);
            Numbers(width, height, seen.Width, seen.Height, seen.Objects.Count);
            foreach (var one in seen.Objects) Numbers(one.Class, one.XMin, one.YMin, one.XMax, one.YMax, one.Difficult ? 1 : 0);
        }
        writer.Write(pictures.Count);
        foreach (var picture in pictures)
        {
            Numbers(picture.Width, picture.Height);
            Bytes(picture.Photo);
            Bytes(picture.Maps);
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>What the bytes hold; null where they are not what <see cref="Write"/> makes.</summary>
    public static (IReadOnlyList<GalleryView> Views, IReadOnlyList<GalleryPicture> Pictures)? Read(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var views = Many(() =>
            {
                var id = reader.ReadString();
                var (width, height, wide, high) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
                return new GalleryView(width, height, new Sample(id, wide, high, Many(() =>
                    new ImageObject(
                        reader.ReadInt32(),
                        reader.ReadInt32(),
                        reader.ReadInt32(),
                        reader.ReadInt32(),
                        reader.ReadInt32(),
                        reader.ReadInt32() != 0))));
            });
            var pictures = Many(() =>
            {
                var (width, height) = (reader.ReadInt32(), reader.ReadInt32());
                return new GalleryPicture(Base64(), Base64(), width, height);
            });
            return (views, pictures);

            List<T> Many<T>(Func<T> one)
            {
                var list = new List<T>();
                for (var left = reader.ReadInt32(); left > 0; left--) list.Add(one());
                return list;
            }
            string Base64()
            {
                var length = reader.ReadInt32();
                var at = (int)reader.BaseStream.Position;
                if (length < 0 || length > bytes.Length - at) throw new EndOfStreamException();
                reader.BaseStream.Position += length;
                return Convert.ToBase64String(bytes, at, length);
            }
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            return null;
        }
    }
}
