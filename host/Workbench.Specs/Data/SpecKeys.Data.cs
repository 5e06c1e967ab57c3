namespace Workbench.Specs;

// The keys of data, by format.
internal static partial class SpecKeys
{
    /// <summary>Data, by format; the keys of all formats.</summary>
    public static IReadOnlyList<SpecKey> Data { get; } =
    [
        new("format", "Where images come from: voc, scenes, imagenet or folder."),
        new("root", "The folder: of voc, the one that holds JPEGImages; of imagenet, the one that holds the images or the classes' folders."),
        new("split", "Which images: of voc a list under ImageSets/Main, of scenes train, val or test."),
        new("classes", "Class names in the model's order; default: VOC's own. Of imagenet a file (n01440764 tench, Tinca tinca), default: synset_words.txt in the root or beside it; of folder a list, or a file with a name per line."),
        new("labels", "The images' classes: of folder a file (FILE,CLASS… per line), or 'folders' where each class has one; of imagenet a file of WordNet ids, default: folders or the images' names say them."),
        new("seed", "Seed of the renderer, default: 1; of imagenet that of the subset, default: 0."),
        new("count", "How many scenes, default: 300; of imagenet the size of the seeded subset, default: all."),
    ];

    /// <summary>Keys of <see cref="Data"/> that a format has.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> DataOf { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["voc"] = ["format", "root", "split", "classes"],
        ["scenes"] = ["format", "seed", "split", "count"],
        ["imagenet"] = ["format", "root", "classes", "labels", "count", "seed"],
        ["folder"] = ["format", "root", "labels", "classes"],
    };
}
