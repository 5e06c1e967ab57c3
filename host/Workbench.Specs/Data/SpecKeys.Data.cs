namespace Workbench.Specs;

// The keys of data, by format.
internal static partial class SpecKeys
{
    /// <summary>Data, by format; the keys of all formats.</summary>
    public static IReadOnlyList<SpecKey> Data { get; } =
    [
        new("format", "Where images come from: voc, coco, imagenet, scenes or folder."),
        new(
            "root",
            "The folder: of voc, the one that holds JPEGImages, one above it, a tar file or a folder with tar files; of coco, the one of the images; of imagenet, the one of the images or of the classes' folders."
        ),
        new(
            "split",
            "Which images: of voc a list under ImageSets/Main, or with masks ImageSets/Segmentation; of scenes train, val or test."),
        new("annotations", "COCO's file of instances: instances_….json."),
        new("truth", "What objects are known by: boxes or masks; default: boxes."),
        new(
            "crowds",
            "COCO's regions of many objects: objects, as in the literature's pointing game, or difficult, so that they alone make no trial; default: objects."
        ),
        new(
            "difficult",
            "List of difficult pairs, for the subset 'difficult': the image's id and a flag, 0 or 1, per class in a line, with tabs between; default: none, a rule stands for it."
        ),
        new(
            "classes",
            "Class names in the model's order; default: VOC's own, or the COCO file's by ascending number. Of imagenet a file (n01440764 tench, Tinca tinca), default: synset_words.txt in the root or beside it; of folder a list, or a file with a name per line."
        ),
        new(
            "labels",
            "The images' classes: of folder a file (FILE,CLASS… per line, quoted as in any CSV), or 'folders' where each class has one; of imagenet a file of WordNet ids, default: folders or the images' names say them."
        ),
        new(
            "orientation",
            "Which way up pictures are taken: stored, as their pixels lie in the file and published numbers have them, or upright, as their EXIF orientation says; default: stored."
        ),
        new(
            "alpha",
            "What becomes of transparency: dropped, so that the colour under it counts as in PIL's convert(\"RGB\"), or the picture lies on white or black; default: dropped."
        ),
        new("seed", "Seed of the renderer, default: 1; of imagenet that of the subset, default: 0."),
        new("count", "How many scenes, default: 300; of imagenet the size of the seeded subset, default: all."),
    ];

    /// <summary>Keys of <see cref="Data"/> that a format has.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> DataOf { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["voc"] = ["format", "root", "split", "classes", "truth", "difficult", "orientation", "alpha"],
        ["coco"] = ["format", "root", "annotations", "classes", "truth", "crowds", "difficult", "orientation", "alpha"],
        ["scenes"] = ["format", "seed", "split", "count"],
        ["imagenet"] = ["format", "root", "classes", "labels", "count", "seed", "orientation", "alpha"],
        ["folder"] = ["format", "root", "labels", "classes", "orientation", "alpha"],
    };
}
