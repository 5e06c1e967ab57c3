using System.Xml.Linq;
using SkiaSharp;

namespace Workbench.Scenes;

/// <summary>
/// Scenes as files in Pascal VOC's layout: <c>JPEGImages</c>, <c>Annotations</c>, <c>SegmentationClass</c>, <c>SegmentationObject</c> and
/// <c>ImageSets/Main</c>. Masks are grey PNGs with class index + 1 or the object's number from 1; 0 is the background.
/// </summary>
internal static class VocFiles
{
    private const int JpegQuality = 95;
    private static readonly string[] s_folders =
    [
        "JPEGImages", "Annotations", "SegmentationClass", "SegmentationObject", Path.Combine("ImageSets", "Main"),
    ];

    public static string List(string root, string split) => Path.Combine(root, "ImageSets", "Main", $"{split}.txt");

    public static string Name(int index) => $"{index:D6}";

    public static void MakeFolders(string root)
    {
        foreach (var folder in s_folders) Directory.CreateDirectory(Path.Combine(root, folder));
    }

    /// <summary>Whether an image is complete; its annotation is written last.</summary>
    public static bool Holds(string root, int index) => File.Exists(Annotation(root, index));

    public static void Write(string root, int index, Scene scene)
    {
        using (var image = Pixels.ToBitmap(scene.Rgb, SceneRenderer.Size))
            Save(Path.Combine(root, "JPEGImages", $"{Name(index)}.jpg"), image, SKEncodedImageFormat.Jpeg);
        SaveMask(Path.Combine(root, "SegmentationObject", $"{Name(index)}.png"), scene.Owners);
        byte[] classes = [0, .. scene.Objects.Select(thing => (byte)(thing.Class + 1))];
        SaveMask(Path.Combine(root, "SegmentationClass", $"{Name(index)}.png"), Array.ConvertAll(scene.Owners, owner => classes[owner]));
        WriteWhole(Annotation(root, index), file => Describe(index, scene).Save(file));
    }

    public static void WriteList(string root, string split, int count) => WriteWhole(List(root, split), file =>
    {
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        for (var i = 0; i < count; i++) writer.WriteLine(Name(i));
    });

    private static string Annotation(string root, int index) => Path.Combine(root, "Annotations", $"{Name(index)}.xml");

    private static XElement Describe(int index, Scene scene) => new("annotation",
        new XElement("folder", "scenes"),
        new XElement("filename", $"{Name(index)}.jpg"),
        new XElement(
            "size",
            new XElement("width", SceneRenderer.Size),
            new XElement("height", SceneRenderer.Size),
            new XElement("depth", 3)),
        new XElement("segmented", 1),
        scene.Objects.Select(thing => new XElement("object",
            new XElement("name", thing.Name),
            new XElement("pose", "Unspecified"),
            new XElement("truncated", thing.Truncated ? 1 : 0),
            new XElement("difficult", thing.Difficult ? 1 : 0),
            // VOC counts pixels from 1.
            new XElement("bndbox",
                new XElement("xmin", thing.Box.Left + 1),
                new XElement("ymin", thing.Box.Top + 1),
                new XElement("xmax", thing.Box.Right + 1),
                new XElement("ymax", thing.Box.Bottom + 1)))));

    private static void SaveMask(string path, byte[] values)
    {
        var info = new SKImageInfo(SceneRenderer.Size, SceneRenderer.Size, SKColorType.Gray8, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        values.CopyTo(bitmap.GetPixelSpan());
        Save(path, bitmap, SKEncodedImageFormat.Png);
    }

    private static void Save(string path, SKBitmap bitmap, SKEncodedImageFormat format) => WriteWhole(path, file =>
    {
        using var data = bitmap.Encode(format, JpegQuality);
        data.SaveTo(file);
    });

    /// <summary>Writes to a temporary file and renames it, so that a reader never sees half a file.</summary>
    private static void WriteWhole(string path, Action<Stream> write)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (var file = File.Create(partial)) write(file);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
