using System.Security.Cryptography;
using System.Text;

namespace Workbench.Engine.Data;

/// <summary>
/// A data set in PASCAL VOC's layout: <c>JPEGImages/&lt;id&gt;.jpg</c> (or <c>.png</c>), <c>Annotations/&lt;id&gt;.xml</c> and
/// <c>ImageSets/Main/&lt;split&gt;.txt</c> with one id a line.
/// </summary>
public sealed class VocDataSource : IDataSource
{
    private readonly string _images;
    private readonly string _annotations;
    private readonly Lazy<string> _hash;

    /// <summary>Opens a data set; reads the list of its images, no image.</summary>
    /// <param name="root">The folder with JPEGImages, Annotations and ImageSets.</param>
    /// <param name="split">The list of images: a file of ImageSets/Main without its <c>.txt</c>.</param>
    /// <param name="classes">Class names by index; VOC's twenty if null.</param>
    /// <exception cref="DataException">
    /// The folder or the split is not there; the message says what was looked for and which splits there are.
    /// </exception>
    public VocDataSource(string root, string split, IReadOnlyList<string>? classes = null)
    {
        Classes = classes ?? VocClasses;
        (_images, _annotations) = (Path.Combine(root, "JPEGImages"), Path.Combine(root, "Annotations"));
        Ids = ReadSplit(root, Path.Combine(root, "ImageSets", "Main"), split);
        _hash = new Lazy<string>(ComputeHash);
    }

    /// <summary>The twenty classes of PASCAL VOC, alphabetically: the order of the logits of the literature's models.</summary>
    public static IReadOnlyList<string> VocClasses { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
        "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public Annotation Has => Annotation.Boxes;

    /// <summary>
    /// Identifies the class names, the list of images and the contents of their annotation files. Computed at the first call,
    /// which reads them all.
    /// </summary>
    public string Hash => _hash.Value;

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        var image = Image.Load(ImagePath(id));
        var objects = VocAnnotation.Read(AnnotationPath(id), image.Width, image.Height, Classes);
        return new DataItem(new Sample(id, image.Width, image.Height, objects), image);
    }

    private string AnnotationPath(string id) => Path.Combine(_annotations, $"{id}.xml");

    private string ImagePath(string id)
    {
        var png = Path.Combine(_images, $"{id}.png");
        return File.Exists(png) ? png : Path.Combine(_images, $"{id}.jpg");
    }

    private static List<string> ReadSplit(string root, string folder, string split)
    {
        if (!Directory.Exists(root)) throw new DataException($"The data set's folder '{root}' does not exist.");
        string[] expected = ["JPEGImages", "Annotations", "ImageSets/Main"];
        var missing = expected.Where(name => !Directory.Exists(Path.Combine(root, name))).ToList();
        if (missing.Count > 0)
            throw new DataException($"'{root}' is no data set in VOC's layout: it lacks {string.Join(" and ", missing)}{Inside(root)}.");
        try
        {
            // Lists of one class have a second column, 1 or -1.
            var ids = File.ReadLines(Path.Combine(folder, $"{split}.txt"))
                .Select(line => line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Where(parts => parts.Length > 0).Select(parts => parts[0]).ToList();
            if (ids.Count == 0) throw new DataException($"The split '{split}' in '{folder}' lists no image.");
            var twice = ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
            return twice is null ? ids : throw new DataException($"The split '{split}' in '{folder}' lists '{twice.Key}' twice.");
        }
        catch (FileNotFoundException)
        {
            var splits = Directory.EnumerateFiles(folder, "*.txt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
            throw new DataException($"There is no split '{split}.txt' in '{folder}'; splits there: {string.Join(", ", splits.DefaultIfEmpty("none"))}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The split '{split}' in '{folder}' cannot be read: {error.Message}", error);
        }
    }

    private static string Inside(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true };
        var inner = Directory.EnumerateDirectories(root, "JPEGImages", options).FirstOrDefault();
        return inner is null ? "" : $"; '{Path.GetDirectoryName(inner)}' looks like the one meant";
    }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join('\n', Classes)}\n\n"));
        foreach (var id in Ids)
        {
            var file = new FileInfo(AnnotationPath(id));
            var contents = file.Exists ? File.ReadAllBytes(file.FullName) : [];
            hash.AppendData(Encoding.UTF8.GetBytes($"{id}\n{(file.Exists ? contents.Length : "missing")}\n"));
            hash.AppendData(contents);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
