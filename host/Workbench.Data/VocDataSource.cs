using System.Security.Cryptography;
using System.Text;
using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>
/// A data set in PASCAL VOC's layout: <c>JPEGImages/&lt;id&gt;.jpg</c> (or another picture's extension), <c>Annotations/&lt;id&gt;.xml</c> and
/// <c>ImageSets/Main/&lt;split&gt;.txt</c> with one id a line; with masks also <c>SegmentationObject</c> and <c>SegmentationClass</c>. In a folder or in tar
/// files, which are read where they are.
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

    /// <summary>Opens a data set; reads the list of its images, no image.</summary>
    /// <param name="root">
    /// The folder with JPEGImages, Annotations and ImageSets; a folder above it, where that holds one such folder; a tar file; or a folder with tar files, which
    /// are taken together.
    /// </param>
    /// <param name="split">
    /// The list of images: a file of ImageSets/Main without its <c>.txt</c>; with masks one of ImageSets/Segmentation, else of Main.
    /// </param>
    /// <param name="classes">Class names by index; VOC's twenty if null.</param>
    /// <param name="truth">What the objects are known by.</param>
    /// <param name="difficult">
    /// A list of difficult pairs: a line for each image with its id and a flag, 0 or 1, for each class, with tabs between them. The flags are in VOC's order where
    /// the classes have VOC's names, in whatever order; else in the order of the classes. Null for none.
    /// </param>
    /// <param name="reading">How pictures are taken; the default where null.</param>
    /// <exception cref="DataException">
    /// The folder or the split is not there, or the list is malformed; the message says what was looked for and which splits there are.
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
    public Annotation Has => _truth == GroundTruth.Masks ? Annotation.Boxes | Annotation.Masks : Annotation.Boxes;

    /// <summary>
    /// Identifies the class names, the list of images and the contents of their annotation files, masks and the list of difficult pairs, where they are used;
    /// the same in a folder and in a tar file. Computed at the first call, which reads them all.
    /// </summary>
    public string Hash => _hash.Value;

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        var path = _pictures.Of(id);
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
        return new DataItem(new Sample(id, image.Width, image.Height, objects) { Flagged = _difficult?.Of(id) }, image);
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
            throw new DataException(
                $"'{_tree.Name("")}' is no data set in VOC's layout{(_truth == GroundTruth.Masks ? " with masks" : "")}: it lacks {string.Join(" and ", missing)}."
            );
        if (lists.FirstOrDefault(list => _tree.HasFile($"{list}/{split}.txt")) is not { } folder)
        {
            var names = lists
                .Where(_tree.HasFolder)
                .SelectMany(_tree.Files)
                .Where(name => name.EndsWith(".txt", StringComparison.Ordinal) && !PictureFolder.IsHidden(name))
                .Select(name => name[..^4])
                .Distinct(StringComparer.Ordinal);
            throw new DataException(
                $"There is no split '{split}.txt' in '{_tree.Name(lists[0])}'; splits there: {string.Join(", ", names.DefaultIfEmpty("none"))}."
            );
        }
        var ids = Encoding.UTF8.GetString(_tree.Read($"{folder}/{split}.txt", "split")).TrimStart('\uFEFF').Split('\n')
            .Select(line => line.Trim()).Where(line => line.Length > 0).Select(IdOf).ToList();
        if (ids.Count == 0) throw new DataException($"The split '{split}' in '{_tree.Name(folder)}' lists no image.");
        var twice = ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? ids
            : throw new DataException($"The split '{split}' in '{_tree.Name(folder)}' lists '{Quoted.Short(twice.Key)}' twice.");
    }

    // Lists of one class have a second column: 1, -1, or 0 for a difficult one. A name that ends like that is known by its files.
    private string IdOf(string line)
    {
        var cut = line.LastIndexOfAny([' ', '\t']);
        var isFlagged = cut > 0 && line[(cut + 1)..] is ("-1" or "0" or "1" or "+1");
        return !isFlagged || _tree.HasFile(AnnotationOf(line)) || _pictures.Has(line) ? line : line[..cut].TrimEnd();
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
        hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join('\n', Classes)}\n\n{_reading?.Said}"));
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
