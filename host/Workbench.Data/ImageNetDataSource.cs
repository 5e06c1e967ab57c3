using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>
/// Images of ImageNet (ILSVRC), one class each. The classes come from folders named after WordNet ids, from file names that begin with
/// WordNet ids, or from a label file. The ids are the file names without extensions, so that the same images have the same ids, hash and
/// subsets in every layout.
/// </summary>
public sealed class ImageNetDataSource : IDataSource
{
    private const string SynsetWords = "synset_words.txt";

    private readonly string _root;
    private readonly Dictionary<string, (string Path, int Class)> _images;
    private readonly PictureReading? _reading;

    /// <summary>Lists the images with their labels; opens none of them.</summary>
    /// <param name="root">The folder of the images, or of the class folders.</param>
    /// <param name="classes">
    /// List of the classes in the model's order, a line each: <c>n01440764 tench, Tinca tinca</c>. If null, <c>synset_words.txt</c> in the
    /// folder or beside it; without that file, and only for the challenge's thousand classes, their WordNet ids in order.
    /// </param>
    /// <param name="labels">
    /// A label file with a WordNet id per line in the order of the images' names, or with lines of an image and its WordNet id. Null if
    /// folders or file names give the labels.
    /// </param>
    /// <param name="count">
    /// Size of a seeded subset: the first images by a hash of the seed and their ids, so that larger subsets begin with smaller ones. Null
    /// for all images, sorted by id.
    /// </param>
    /// <param name="seed">Seed of the subset; unused without <paramref name="count"/>.</param>
    /// <param name="reading">How pictures are read; null for the default.</param>
    /// <exception cref="DataException">
    /// A file is missing, or images, labels and classes do not fit together; the message says which.
    /// </exception>
    public ImageNetDataSource(
        string root,
        string? classes = null,
        string? labels = null,
        int? count = null,
        ulong seed = 0,
        PictureReading? reading = null)
    {
        (_root, _reading) = (root, reading);
        var (found, notes) = ImageNetLabels.Find(root, labels);
        Notes = notes;
        var synsets = ClassesOf(root, classes, found);
        Classes = synsets.Names;
        _images = found.ToDictionary(
            image => image.Id,
            image => (image.Path, synsets.IndexOf(image.Synset)
                ?? throw new DataException(
                    $"The image '{image.Path}' has the class {image.Synset}{(labels is null ? "" : $" in '{labels}'")}, "
                    + $"which is not one of the {Classes.Count} classes of '{ListOf(root, classes)}'.")),
            StringComparer.Ordinal);
        if (count > found.Count)
            throw new DataException(
                $"'count' is {count}, but '{root}' has {found.Count} images. Lower 'count', or leave it out to use all of them.");
        var ids = found.Select(image => image.Id);
        Ids = count is { } some ? SeededSubset.Select(ids, some, seed) : [.. ids];
        string[] lines = [.. synsets.Ids.Zip(Classes, (id, name) => $"{id} {name}"), "", .. Ids.Select(id => $"{id} {_images[id].Class}")];
        var text = string.Join('\n', lines) + reading?.HashText;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    /// <summary>The first name of each class; names that two classes share are followed by the WordNet id.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public Annotation Annotations => Annotation.Labels;

    /// <summary>Identifies the classes, and the images with their labels.</summary>
    public string Hash { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        if (!_images.TryGetValue(id, out var found)) throw new DataException($"Unknown image '{id}' in '{_root}'.");
        var image = Image.Load(found.Path, _reading);
        return new DataItem(new Sample(id, image.Width, image.Height, []) { Labels = [found.Class] }, image);
    }

    private static SynsetList ClassesOf(string root, string? classes, IReadOnlyList<ImageNetLabels.LabelledImage> found) =>
        ListOf(root, classes) is { } list ? SynsetList.Read(list)
        : SynsetList.Sorted(found.Select(image => image.Synset)) ?? throw new DataException(
            $"No list of classes was found. Name one with 'classes', or put {SynsetWords} into '{root}' or beside it, "
            + "with a line per class in the model's order: 'n01440764 tench, Tinca tinca'.");

    private static string? ListOf(string root, string? classes) =>
        classes
        ?? new[]
        {
            Path.Combine(root, SynsetWords),
            Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))) ?? root, SynsetWords),
        }.FirstOrDefault(File.Exists);
}
