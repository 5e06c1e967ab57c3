namespace Workbench.Specs;

// The keys of data, by format.
internal static partial class SpecKeys
{
    /// <summary>The keys of all formats of data.</summary>
    public static IReadOnlyList<SpecKey> Data { get; } =
    [
        new("format", "Format of the data: voc, coco, imagenet, scenes or folder."),
        new(
            "root",
            "Folder of the data. voc: the folder with JPEGImages, a folder above it, a tar file, or a folder with tar files. "
                + "coco: the folder of the images. imagenet: the folder of the images or of the class folders. "
                + "folder: the folder of the images."),
        new(
            "split",
            "The images to use. voc: a list under ImageSets/Main, or ImageSets/Segmentation with masks. scenes: train, val or test."),
        new("annotations", "COCO's file of instances: instances_….json."),
        new("truth", "Annotation of objects: boxes or masks. Default: boxes."),
        new(
            "crowds",
            "COCO's crowd regions: objects, as in the literature's pointing game, or difficult, so that a class with crowds alone is not "
                + "scored. Default: objects."),
        new(
            "difficult",
            "List of difficult pairs, for the subset 'difficult'. Each line has the image's id and one flag per class, 0 or 1, separated "
                + "by tabs. Default: a rule decides."),
        new(
            "classes",
            "Class names in the model's order. voc and coco: a list; default: VOC's own, or the COCO file's by ascending number. "
                + "imagenet: a file (n01440764 tench, Tinca tinca); default: synset_words.txt in the root or beside it. "
                + "folder: a list, or a file with one name per line."),
        new(
            "labels",
            "Classes of the images. folder: a CSV file (FILE,CLASS… per line), or 'folders' if each class has a folder. "
                + "imagenet: a file of WordNet ids; default: the folders' or images' names."),
        new(
            "orientation",
            "Orientation of pictures: stored uses the pixels as stored, as published numbers do; upright applies the EXIF orientation. "
                + "Default: stored."),
        new(
            "alpha",
            "Treatment of transparency: dropped ignores it, as PIL's convert(\"RGB\") does; white and black are backgrounds. "
                + "Default: dropped."),
        new("seed", "scenes: seed of the renderer; default: 1. imagenet: seed of the subset; default: 0."),
        new("count", "scenes: number of scenes; default: 300. imagenet: size of the seeded subset; default: all images."),
    ];

    /// <summary>The keys of a format; those of all formats if the format is unknown.</summary>
    public static IReadOnlyList<string> DataKeys(string? format) => DataKeysByFormat.GetValueOrDefault(format ?? "") ?? Data.Names();

    /// <summary>The keys of <see cref="Data"/> by format.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> DataKeysByFormat { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["voc"] = ["format", "root", "split", "classes", "truth", "difficult", "orientation", "alpha"],
        ["coco"] = ["format", "root", "annotations", "classes", "truth", "crowds", "difficult", "orientation", "alpha"],
        ["scenes"] = ["format", "seed", "split", "count"],
        ["imagenet"] = ["format", "root", "classes", "labels", "count", "seed", "orientation", "alpha"],
        ["folder"] = ["format", "root", "labels", "classes", "orientation", "alpha"],
    };
}
