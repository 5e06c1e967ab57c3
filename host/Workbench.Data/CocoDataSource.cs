using System.Security.Cryptography;
using System.Text;
using Workbench.Data.Coco;

namespace Workbench.Data;

/// <summary>How COCO's crowds, regions of many objects of a class, count.</summary>
public enum Crowds
{
    /// <summary>As ordinary objects, as in TorchRay's pointing game.</summary>
    Objects,
    /// <summary>As difficult objects: a point on one is a hit, but a class with nothing else in the image is not scored.</summary>
    Difficult,
}

/// <summary>
/// A data set with a COCO instances file: <c>images</c>, <c>categories</c> and <c>annotations</c> with boxes, and polygons or run lengths.
/// The ids are the names of the image files without extensions, in the order of the COCO image ids.
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

    /// <summary>Opens a data set. Reads the annotations without their masks, and no images.</summary>
    /// <param name="root">The image folder.</param>
    /// <param name="annotations">The annotation file.</param>
    /// <param name="classes">Class names by index; if null, the file's, by ascending category id.</param>
    /// <param name="truth">Whether objects have boxes or masks.</param>
    /// <param name="crowds">How crowds count.</param>
    /// <param name="difficult">
    /// A list of difficult pairs: a line per image with its id and a flag, 0 or 1, per category of the file by ascending id, separated by
    /// tabs. Null for none.
    /// </param>
    /// <param name="reading">How pictures are read; null for the default.</param>
    /// <exception cref="DataException">A file is missing or malformed; the message names the file, and the image or annotation.</exception>
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
                $"its category '{unknown.Name}' is not a class of this data set{NearestName.Hint(unknown.Name, Classes).TrimEnd('.')}");
        foreach (var image in _file.Images)
        {
            // A file name is a path inside the image folder.
            if (Path.IsPathRooted(image.File) || image.File.Split('/', '\\').Contains(".."))
                throw _file.Malformed($"image {image.Id} has the file name '{image.File}', which is outside the image folder");
            var id = Path.ChangeExtension(image.File, null);
            if (!_images.TryAdd(id, image)) throw _file.Malformed($"images {_images[id].Id} and {image.Id} have the same file name");
        }
        Ids = [.. _images.Keys];
        if (Ids.Count == 0) throw new DataException($"The annotations '{annotations}' list no images.");
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
    public Annotation Annotations => _truth == GroundTruth.Masks ? Annotation.Boxes | Annotation.Masks : Annotation.Boxes;

    /// <summary>
    /// Identifies the class names, the contents of the annotations and of the list of difficult pairs, and which of them are used. Computed
    /// at the first call.
    /// </summary>
    public string Hash => _hash.Value;

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        if (!_images.TryGetValue(id, out var entry)) throw new DataException($"Unknown image '{id}': the annotations do not list it.");
        var image = Image.Load(Path.Combine(_root, entry.File), _reading);
        if ((entry.Width ?? image.Width, entry.Height ?? image.Height) != (image.Width, image.Height))
            throw _file.Malformed(
                $"image {entry.Id} is {entry.Width}×{entry.Height} pixels there, but its file '{Path.Combine(_root, entry.File)}' is "
                + $"{image.Width}×{image.Height}{DescribeRotation(image, entry)}");
        var objects = entry.Annotations.Select(annotation => ObjectOf(annotation, image.Width, image.Height)).ToList();
        return new DataItem(new Sample(id, image.Width, image.Height, objects) { Flagged = _difficult?.GetFlagged(id) }, image);
    }

    // Annotation tools store the size that they displayed.
    private static string DescribeRotation(Image image, CocoImage entry) =>
        image.StoredOrientation >= 5 && (entry.Width, entry.Height) == (image.Height, image.Width)
            ? $": the picture is stored rotated (EXIF orientation {image.StoredOrientation}), and the annotations may refer to the upright "
                + "picture; 'orientation: upright' reads it upright"
            : "";

    private ImageObject ObjectOf(CocoAnnotation annotation, int width, int height)
    {
        var ((left, right), (top, bottom)) = (
            PixelsOf(annotation.X, annotation.Width, width),
            PixelsOf(annotation.Y, annotation.Height, height));
        if (left > right || top > bottom)
            throw _file.Malformed($"the box of annotation {annotation.Id} covers no pixel of the {width}×{height} image");
        return new ImageObject(_classOf[annotation.Category], left, top, right, bottom, annotation.Crowd && _crowds == Crowds.Difficult)
        {
            Mask = MaskOf(annotation, width, height),
        };
    }

    // Box edges lie between pixels. A box has every pixel that it covers in part, with a tolerance of a millionth, since 73.1 + 426.9 is
    // not 500. A box without width has the pixel that it lies on.
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
                $"{_truth} {_crowds}{(_reading is null or { HashText: "" } ? "" : $" {_reading.HashText}")}",
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
