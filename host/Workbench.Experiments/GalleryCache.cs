using Workbench.Reporting.Html;

namespace Workbench.Experiments;

/// <summary>An image of a gallery without its pixels.</summary>
/// <param name="Width">Width of the original in pixels.</param>
/// <param name="Height">Height of the original in pixels.</param>
/// <param name="Sample">Size and boxes in pixels of the model's input; without masks.</param>
internal sealed record GalleryView(int Width, int Height, Sample Sample);

/// <summary>Serialises a gallery's images and pictures for the store.</summary>
internal static class GalleryCache
{
    /// <summary>Serialises images and pictures.</summary>
    /// <param name="views">The images.</param>
    /// <param name="pictures">Pictures of the first images, as many as the page has room for.</param>
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

    /// <summary>Reads the bytes of <see cref="Write"/>; null if they are damaged.</summary>
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
