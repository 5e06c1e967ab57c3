namespace Workbench.Specs;

// The keys of data, by format.
internal static partial class SpecKeys
{
    /// <summary>Data, by format; the keys of all formats.</summary>
    public static IReadOnlyList<SpecKey> Data { get; } =
    [
        new("format", "Where images come from: voc, scenes or folder."),
        new("root", "The folder: of voc, the one that holds JPEGImages."),
        new("split", "Which images: of voc a list under ImageSets/Main, of scenes train, val or test."),
        new("classes", "Class names in the model's order; default: VOC's own."),
        new("seed", "Seed of the renderer; default: 1."),
        new("count", "How many scenes; default: 300."),
    ];

    /// <summary>Keys of <see cref="Data"/> that a format has.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> DataOf { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["voc"] = ["format", "root", "split", "classes"],
        ["scenes"] = ["format", "seed", "split", "count"],
        ["folder"] = ["format", "root"],
    };
}
