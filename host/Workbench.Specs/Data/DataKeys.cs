using Workbench.Data;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>The keys of a subject's data, by format.</summary>
internal static class DataKeys
{
    private const string Names = "Class names in the model's order";

    public static readonly SpecKey<Marked<string>> Format =
        new("format", KeyTypes.Choice("voc", "coco", "scenes", "imagenet", "folder"), "Format of the data.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Root = new("root", KeyTypes.Path, "Folder of the pictures.") { IsRequired = true };

    private static readonly SpecKey s_vocRoot = Root with
    {
        Help = "The folder with JPEGImages, Annotations and ImageSets; a folder above it; the official .tar, read in place; or a folder of "
            + ".tar files.",
    };

    private static readonly SpecKey s_imageNetRoot = Root with
    {
        Help = "A folder per class, named after its WordNet id; one folder of images whose names begin with the id "
            + "(n01558993_robin.JPEG); or one flat folder with 'labels'.",
    };

    public static readonly SpecKey<Marked<string>> Split = new(
        "split",
        KeyTypes.Text with
        {
            Values = "a name, or the path of a .txt",
            Read = (context, node) =>
                context.Text(node) is { } text
                    ? new(VocDataSource.IsListFile(text.Text) ? text.FullPath : text.Text, text.Mark)
                    : null,
        },
        "The images to use: a list of ImageSets/Main, without .txt. With masks, a list of ImageSets/Segmentation, else of Main. Or a file "
            + "of ids that ends in .txt.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<Marked<string>> ScenesSplit =
        new("split", KeyTypes.Choice("train", "val", "test"), "The images to use.") { Default = "test" };

    public static readonly SpecKey<Marked<string>> Annotations =
        new("annotations", KeyTypes.Path, "COCO's file of instances: instances_….json.") { IsRequired = true };

    public static readonly SpecKey<GroundTruth?> Truth = new(
        "truth",
        KeyTypes.Named<GroundTruth>(),
        "Annotation of objects. With masks, voc takes the split's segmentations, and coco the polygons and run lengths.")
    {
        Default = "boxes",
    };

    public static readonly SpecKey<Crowds?> CrowdRegions = new(
        "crowds",
        KeyTypes.Named<Crowds>(),
        "Regions of many objects: objects like the others, as in the literature's pointing game, or difficult, so that a class with "
            + "crowds alone is not scored.")
    {
        Default = "objects",
    };

    public static readonly SpecKey<Marked<string>> Difficult = new(
        "difficult",
        KeyTypes.Path,
        "List of difficult pairs, for the subset 'difficult'. Each line has the image's id and one flag per class, 0 or 1, separated "
            + "by tabs.")
    {
        Default = "a rule decides",
    };

    public static readonly SpecKey<IReadOnlyList<string>> Classes =
        new("classes", KeyTypes.Texts, $"{Names}.") { Default = "VOC's own, or the COCO file's by ascending number" };

    public static readonly SpecKey<Marked<string>> SynsetFile =
        new("classes", KeyTypes.Path, $"{Names}: a file like synset_words.txt (n01440764 tench, Tinca tinca), a class per line.")
        {
            Default = "synset_words.txt in the root or beside it",
        };

    public static readonly SpecKey<YamlNode> FolderClasses = new(
        "classes",
        KeyTypes.Node("a list or a path", () => AnyOf(Text(), Texts())),
        $"{Names}: a list, or a file with one name per line. Required with a file of labels.");

    public static readonly SpecKey<Marked<string>> ImageNetLabels = new(
        "labels", KeyTypes.Path,
        "Classes of the images: a file of WordNet ids, one per line in the order of the images' names, or an image and its id per line.")
    {
        Default = "the folders' or images' names",
    };

    // A path, unless it is the word 'folders'.
    public static readonly SpecKey<Marked<string>> FolderLabels = new(
        "labels",
        KeyTypes.Path with
        {
            Values = "a path, or `folders`",
            Read = (context, node) =>
                context.Text(node) is { } text
                    ? new(text.Text == FolderDataSource.ByFolder ? text.Text : text.FullPath, text.Mark)
                    : null,
        },
        "Classes of the images: a CSV file (FILE,CLASS… per line), or 'folders' if each class has a folder.")
    {
        Default = "none",
    };

    public static readonly SpecKey<PictureOrientation?> Orientation = new(
        "orientation",
        KeyTypes.Named<PictureOrientation>(),
        "Orientation of pictures: stored uses the pixels as stored, as published numbers do; upright applies the EXIF orientation.")
    {
        Default = "stored",
    };

    public static readonly SpecKey<PictureAlpha?> Alpha = new(
        "alpha",
        KeyTypes.Named<PictureAlpha>(),
        "Treatment of transparency: dropped ignores it, as PIL's convert(\"RGB\") does; white and black are backgrounds.")
    {
        Default = "dropped",
    };

    public static readonly SpecKey<ulong?> ScenesSeed = new("seed", KeyTypes.Seed, "Seed of the renderer.") { Default = "1" };

    public static readonly SpecKey<int?> ScenesCount = new("count", KeyTypes.Whole(1), "Number of scenes.") { Default = "300" };

    public static readonly SpecKey<int?> SubsetCount = new(
        "count", KeyTypes.Whole(1), "Size of the seeded subset: the images whose SHA-256 of seed and name is smallest.")
    {
        Default = "all images",
    };

    public static readonly SpecKey<ulong?> SubsetSeed = new("seed", KeyTypes.Seed, "Seed of the subset.") { Default = "0" };

    /// <summary>The keys of each format.</summary>
    public static IReadOnlyDictionary<string, KeyMapping> ByFormat { get; } =
        new OrderedDictionary<string, KeyMapping>(StringComparer.Ordinal)
    {
        ["voc"] = FormatKeys("voc", s_vocRoot, Split, Classes, Truth, Difficult, Orientation, Alpha),
        ["coco"] = FormatKeys("coco", Root, Annotations, Classes, Truth, CrowdRegions, Difficult, Orientation, Alpha),
        ["scenes"] = FormatKeys("scenes", ScenesSeed, ScenesSplit, ScenesCount),
        ["imagenet"] = FormatKeys("imagenet", s_imageNetRoot, SynsetFile, ImageNetLabels, SubsetCount, SubsetSeed, Orientation, Alpha),
        ["folder"] = FormatKeys("folder", Root, FolderLabels, FolderClasses, Orientation, Alpha),
    };

    /// <summary>The keys of all formats, for data of an unknown format.</summary>
    public static KeyMapping AnyFormat { get; } =
        new(
            "data",
            [Format, .. ByFormat.Values.SelectMany(mapping => mapping.Keys).DistinctBy(key => key.Name).Where(key => key != Format)]);

    private static KeyMapping FormatKeys(string format, params IReadOnlyList<SpecKey> keys) =>
        new("data", [Format with { Type = Format.Type with { Schema = () => JsonSchema.Enum([format]) } }, .. keys]) { Merges = true };
}
