using System.Security.Cryptography;
using System.Text;
using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>
/// A data set in PASCAL VOC's layout: <c>JPEGImages/&lt;id&gt;.jpg</c> (or another picture extension), <c>Annotations/&lt;id&gt;.xml</c>
/// and <c>ImageSets/Main/&lt;split&gt;.txt</c> with one id per line; with masks also <c>SegmentationObject</c> and
/// <c>SegmentationClass</c>. It lies in a folder or in tar files, which are read in place.
/// </summary>
public sealed class VocDataSource : IDataSource
{
    private readonly IFileTree _tree;
    private readonly VocPictures _pictures;
    private readonly PictureReading? _reading;
    private readonly GroundTruth _truth;
    private readonly DifficultFlags? _difficult;
    private readonly IReadOnlyList<int> _classOf;
    private readonly Lazy<string> _hash;

    /// <summary>Opens a data set. Reads the list of its images, but no images.</summary>
    /// <param name="root">
    /// The folder with JPEGImages, Annotations and ImageSets; a folder above it, if that has only one such folder; a tar file; or a folder
    /// of tar files, which are read as one data set.
    /// </param>
    /// <param name="split">
    /// The list of images: a file of ImageSets/Main without its <c>.txt</c>; with masks, a file of ImageSets/Segmentation, or else of Main.
    /// A path that ends in <c>.txt</c> is a list of some of the images, wherever it lies.
    /// </param>
    /// <param name="classes">Class names by index; VOC's twenty if null.</param>
    /// <param name="truth">Whether objects have boxes or masks.</param>
    /// <param name="difficult">
    /// A list of difficult pairs: a line per image with its id and a flag, 0 or 1, per class, separated by tabs. The flags are in VOC's
    /// order if the classes include VOC's names, in any order; else in the order of the classes. Null for none.
    /// </param>
    /// <param name="reading">How pictures are read; null for the default.</param>
    /// <exception cref="DataException">
    /// The folder or the split is missing, or the list is malformed; the message names the missing part and the available splits.
    /// </exception>
    public VocDataSource(
        string root,
        string split,
        IReadOnlyList<string>? classes = null,
        GroundTruth truth = GroundTruth.Boxes,
        string? difficult = null,
        PictureReading? reading = null)
    {
        Classes = classes ?? VocClasses;
        _truth = truth;
        _tree = VocLayout.Find(root);
        (_pictures, _reading) = (new VocPictures(_tree), reading);
        Ids = ReadSplit(split);
        var numbered = VocClasses.All(Classes.Contains) ? VocClasses : Classes;
        _classOf = [.. numbered.Select(name => Classes.ToList().IndexOf(name))];
        _difficult = difficult is null ? null : new DifficultFlags(difficult, _classOf);
        _difficult?.Require(Ids);
        _hash = new Lazy<string>(ComputeHash);
    }

    /// <summary>The twenty classes of PASCAL VOC, alphabetically, which is the order of the logits in the literature.</summary>
    public static IReadOnlyList<string> VocClasses { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
        "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    /// <summary>Whether a split is the path of a list and not the name of one.</summary>
    public static bool IsListFile(string split) => split.EndsWith(".txt", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public Annotation Annotations => _truth == GroundTruth.Masks ? Annotation.Boxes | Annotation.Masks : Annotation.Boxes;

    /// <summary>
    /// Identifies the class names, the list of images and the contents of their annotation files, and of the masks and the list of
    /// difficult pairs if used. It is the same for a folder and a tar file. Computed at the first call, which reads all these files.
    /// </summary>
    public string Hash => _hash.Value;

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        var path = _pictures.FindPath(id);
        var image = Image.Decode(_tree.Read(path, "image"), _tree.Name(path), _reading);
        var annotation = AnnotationOf(id);
        var objects = VocAnnotation.Read(
            _tree.Read(annotation, "annotation"),
            _tree.Name(annotation),
            image.Width,
            image.Height,
            Classes,
            oneBoxEach: _truth == GroundTruth.Masks);
        if (_truth == GroundTruth.Masks) objects = VocMasks.Read(_tree, id, objects, image.Width, image.Height, _classOf);
        return new DataItem(new Sample(id, image.Width, image.Height, objects) { Flagged = _difficult?.GetFlagged(id) }, image);
    }

    private static string AnnotationOf(string id) => $"Annotations/{id}.xml";

    private List<string> ReadSplit(string split)
    {
        string[] lists = _truth == GroundTruth.Masks ? ["ImageSets/Segmentation", "ImageSets/Main"] : ["ImageSets/Main"];
        string[] expected =
        [
            "JPEGImages",
            "Annotations",
            .. _truth == GroundTruth.Masks ? ["SegmentationObject", "SegmentationClass"] : Array.Empty<string>(),
        ];
        List<string> missing = [.. expected.Where(name => !_tree.HasFolder(name))];
        if (!lists.Any(_tree.HasFolder)) missing.Add(lists[0]);
        if (missing.Count > 0)
        {
            var masks = _truth == GroundTruth.Masks ? " with masks" : "";
            throw new DataException(
                $"'{_tree.Name("")}' is not a data set in VOC's layout{masks}: it lacks {string.Join(" and ", missing)}.");
        }
        var (place, lines) = IsListFile(split)
            ? ($"'{split}'", TextLines.Read(split, "The images of the split").Select(line => line.Text))
            : ReadList(lists, split);
        List<string> ids = [.. lines.Select(IdOf)];
        if (ids.Count == 0) throw new DataException($"The split {place} lists no images.");
        var twice = ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? ids : throw new DataException($"The split {place} lists '{TextExcerpt.OneLine(twice.Key)}' twice.");
    }

    private (string Place, IEnumerable<string> Lines) ReadList(string[] lists, string split)
    {
        if (lists.FirstOrDefault(list => _tree.HasFile($"{list}/{split}.txt")) is not { } folder)
        {
            var names = lists
                .Where(_tree.HasFolder)
                .SelectMany(_tree.Files)
                .Where(name => name.EndsWith(".txt", StringComparison.Ordinal) && !PictureFolder.IsHidden(name))
                .Select(name => name[..^4])
                .Distinct(StringComparer.Ordinal);
            throw new DataException(
                $"Unknown split '{split}.txt' in '{_tree.Name(lists[0])}'; "
                + $"splits there: {string.Join(", ", names.DefaultIfEmpty("none"))}.");
        }
        var text = Encoding.UTF8.GetString(_tree.Read($"{folder}/{split}.txt", "split")).TrimStart('\uFEFF');
        return (
            $"'{split}' in '{_tree.Name(folder)}'", text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    // Lists of one class have a second column: 1, -1, or 0 for a difficult image. If the files have a name with such an ending, it is the
    // id.
    private string IdOf(string line)
    {
        var cut = line.LastIndexOfAny([' ', '\t']);
        var isFlagged = cut > 0 && line[(cut + 1)..] is ("-1" or "0" or "1" or "+1");
        return !isFlagged || _tree.HasFile(AnnotationOf(line)) || _pictures.Exists(line) ? line : line[..cut].TrimEnd();
    }

    private string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string name, byte[]? content)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{(content is null ? "missing" : content.Length)}\n"));
            hash.AppendData(content ?? []);
        }
        byte[]? Content(string path, string what) => _tree.HasFile(path) ? _tree.Read(path, what) : null;
        hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join('\n', Classes)}\n\n{_reading?.HashText}"));
        if (_difficult is not null) Add("difficult", _difficult.Content);
        foreach (var id in Ids)
        {
            Add(id, Content(AnnotationOf(id), "annotation"));
            if (_truth != GroundTruth.Masks) continue;
            Add(VocMasks.ObjectsOf(id), Content(VocMasks.ObjectsOf(id), "mask"));
            Add(VocMasks.ClassesOf(id), Content(VocMasks.ClassesOf(id), "mask"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
