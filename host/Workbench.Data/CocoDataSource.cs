using System.Security.Cryptography;
using System.Text;
using Workbench.Data.Coco;

namespace Workbench.Data;

/// <summary>What COCO's crowds, regions of many objects of a class, are.</summary>
public enum Crowds
{
    /// <summary>Objects like others: what TorchRay's pointing game makes of them.</summary>
    Objects,
    /// <summary>Marked difficult: a point on one is a hit, but a class with nothing else in the image is not scored.</summary>
    Difficult,
}

/// <summary>
/// A data set with a file of COCO's instances: <c>images</c>, <c>categories</c> and <c>annotations</c> with boxes, and polygons or run lengths. The ids are the names of the image files without
/// extensions, in the order of the images' numbers.
/// </summary>
public sealed class CocoDataSource : IDataSource
{
    private readonly string _root;
    private readonly CocoFile _file;
    private readonly GroundTruth _truth;
    private readonly Crowds _crowds;
    private readonly DifficultFlags? _difficult;
    private readonly PictureReading? _reading;
    private readonly Dictionary<string, CocoImage> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _classOf;
    private readonly Lazy<string> _hash;

    /// <summary>Opens a data set; reads its annotations but for the masks, and no image.</summary>
    /// <param name="root">The folder of the images.</param>
    /// <param name="annotations">The file.</param>
    /// <param name="classes">Class names by index; the file's, by ascending number, if null.</param>
    /// <param name="truth">What the objects are known by.</param>
    /// <param name="crowds">What crowds are.</param>
    /// <param name="difficult">
    /// A list of difficult pairs: a line for each image with its id and a flag, 0 or 1, for each of the file's categories by ascending number, with tabs between them. Null for none.
    /// </param>
    /// <param name="reading">How pictures are taken; the default where null.</param>
    /// <exception cref="DataException">Something is not there or malformed; the message names the file, and the image or annotation.</exception>
    public CocoDataSource(
        string root,
        string annotations,
        IReadOnlyList<string>? classes = null,
        GroundTruth truth = GroundTruth.Boxes,
        Crowds crowds = Crowds.Objects,
        string? difficult = null,
        PictureReading? reading = null)
    {
        if (!Directory.Exists(root)) throw new DataException($"The image folder '{root}' does not exist.");
        (_root, _truth, _crowds, _reading) = (root, truth, crowds, reading);
        _file = new CocoFile(annotations);
        Classes = classes ?? [.. _file.Categories.Select(category => category.Name)];
        _classOf = _file.Categories.ToDictionary(category => category.Id, category => Classes.ToList().IndexOf(category.Name));
        var used = _file.Images.SelectMany(image => image.Annotations).Select(annotation => annotation.Category).ToHashSet();
        if (_file.Categories.FirstOrDefault(category => _classOf[category.Id] < 0 && used.Contains(category.Id)) is { } unknown)
            throw _file.Malformed(
                $"its category '{unknown.Name}' is no class of this data set{NearestName.Hint(unknown.Name, Classes).TrimEnd('.')}");
        foreach (var image in _file.Images)
        {
            // A file name is a path in the folder of the images, never out of it.
            if (Path.IsPathRooted(image.File) || image.File.Split('/', '\\').Contains(".."))
                throw _file.Malformed($"image {image.Id} has a file name outside the folder of the images, '{image.File}'");
            if (!_images.TryAdd(Path.ChangeExtension(image.File, null), image))
                throw _file.Malformed($"images {_images[Path.ChangeExtension(image.File, null)].Id} and {image.Id} have one file name");
        }
        Ids = [.. _images.Keys];
        if (Ids.Count == 0) throw new DataException($"The annotations '{annotations}' list no image.");
        _difficult = difficult is null
            ? null
            : new DifficultFlags(difficult, [.. _file.Categories.Select(category => _classOf[category.Id])]);
        _difficult?.Require(Ids.Where(id => _images[id].Annotations.Count > 0));
        _hash = new Lazy<string>(() => ComputeHash(annotations));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public Annotation Has => _truth == GroundTruth.Masks ? Annotation.Boxes | Annotation.Masks : Annotation.Boxes;

    /// <summary>Identifies the class names, the contents of the annotations and of the list of difficult pairs, and what of them is used. Computed at the first call.</summary>
    public string Hash => _hash.Value;

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        if (!_images.TryGetValue(id, out var entry)) throw new DataException($"There is no image '{id}' in the annotations.");
        var image = Image.Load(Path.Combine(_root, entry.File), _reading);
        if ((entry.Width ?? image.Width, entry.Height ?? image.Height) != (image.Width, image.Height))
            throw _file.Malformed(
                $"image {entry.Id} is of {entry.Width}×{entry.Height} pixels there, its file '{Path.Combine(_root, entry.File)}' of {image.Width}×{image.Height}{Turned(image, entry)}"
            );
        var objects = entry.Annotations.Select(annotation => ObjectOf(annotation, image.Width, image.Height)).ToList();
        return new DataItem(new Sample(id, image.Width, image.Height, objects) { Flagged = _difficult?.Of(id) }, image);
    }

    // Annotation tools write down the size that they showed.
    private static string Turned(Image image, CocoImage entry) =>
        image.StoredOrientation >= 5 && (entry.Width, entry.Height) == (image.Height, image.Width)
        ? $": it is stored turned (EXIF orientation {image.StoredOrientation}), and the annotations may be of the upright picture; 'orientation: upright' takes it so"
        : "";

    private ImageObject ObjectOf(CocoAnnotation annotation, int width, int height)
    {
        var ((left, right), (top, bottom)) = (
            PixelsOf(annotation.X, annotation.Width, width),
            PixelsOf(annotation.Y, annotation.Height, height));
        if (left > right || top > bottom)
            throw _file.Malformed($"the box of annotation {annotation.Id} has no pixel of the {width}×{height} image");
        return new ImageObject(_classOf[annotation.Category], left, top, right, bottom, annotation.Crowd && _crowds == Crowds.Difficult)
        {
            Mask = MaskOf(annotation, width, height),
        };
    }

    // A box lies between pixels' edges: its pixels are all that it covers a part of, a millionth not counting, since 73.1 + 426.9 is not 500. One without width has the pixel it lies on.
    private static (int First, int Last) PixelsOf(double start, double length, int count)
    {
        const double Rounding = 1e-6;
        var (first, end) = (Math.Floor(start + Rounding), Math.Ceiling(start + length - Rounding));
        return ((int)Math.Clamp(first, 0, count), (int)Math.Clamp(Math.Max(first, end - 1), -1, count - 1));
    }

    private ObjectMask? MaskOf(CocoAnnotation annotation, int width, int height)
    {
        if (_truth != GroundTruth.Masks) return null;
        try
        {
            return CocoMask.Read(_file.Segmentation(annotation), width, height);
        }
        catch (FormatException error)
        {
            throw _file.Malformed($"the segmentation of annotation {annotation.Id}: {error.Message}", error);
        }
    }

    private string ComputeHash(string annotations)
    {
        try
        {
            using var file = File.OpenRead(annotations);
            string[] parts =
            [
                .. Classes,
                $"{_truth} {_crowds}{(_reading is null or { Said: "" } ? "" : $" {_reading.Said}")}",
                Convert.ToHexStringLower(SHA256.HashData(file)),
                _difficult is null ? "" : Convert.ToHexStringLower(SHA256.HashData(_difficult.Content)),
            ];
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..16];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The annotations '{annotations}' cannot be read: {error.Message}", error);
        }
    }
}
