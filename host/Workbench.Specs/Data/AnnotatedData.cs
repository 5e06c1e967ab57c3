using Workbench.Data;
using Workbench.Specs.Keys;

namespace Workbench.Specs;

/// <summary>Images with objects annotated in the layout of Pascal VOC.</summary>
/// <param name="Mark">Place of the data in the spec.</param>
/// <param name="Root">
/// Full path of the folder with <c>JPEGImages</c>, of a folder above it, of a tar file, or of a folder with tar files.
/// </param>
/// <param name="Split">
/// Name of the list under <c>ImageSets/Main</c>, or <c>ImageSets/Segmentation</c> with masks; or full path of a list.
/// </param>
/// <param name="Classes">Class names in the model's order; null for VOC's own.</param>
public sealed record VocData(SourceMark Mark, Marked<string> Root, string Split, IReadOnlyList<string>? Classes) : DataSpec(Mark)
{
    /// <summary>The annotation of objects that is used. Default: boxes.</summary>
    public GroundTruth Truth { get; init; } = GroundTruth.Boxes;

    /// <summary>Full path of the list of difficult pairs; null for none.</summary>
    public Marked<string>? Difficult { get; init; }

    internal override IEnumerable<KeyValuePair<string, object?>> YamlEntries =>
        [
            new("format", "voc"),
            new("root", Root.Value),
            new("split", Split),
            new("classes", Classes),
            new("truth", KeyTypes.NameOf(Truth)),
            new("difficult", Difficult?.Value),
            .. ReadingEntries,
        ];

    internal override IEnumerable<Marked<string>> FoldersOrFiles => [Root];

    internal override IEnumerable<Marked<string>> Files =>
    [
        .. Difficult is null ? Array.Empty<Marked<string>>() : [Difficult],
        .. VocDataSource.IsListFile(Split) ? [new Marked<string>(Split, Mark)] : Array.Empty<Marked<string>>(),
    ];
}

/// <summary>Images with objects annotated in COCO's file of instances.</summary>
/// <param name="Mark">Place of the data in the spec.</param>
/// <param name="Root">Full path of the folder of the images.</param>
/// <param name="Annotations">Full path of the file of instances.</param>
/// <param name="Classes">Class names in the model's order; null for the file's own by ascending number.</param>
public sealed record CocoData(SourceMark Mark, Marked<string> Root, Marked<string> Annotations, IReadOnlyList<string>? Classes)
    : DataSpec(Mark)
{
    /// <summary>The annotation of objects that is used. Default: boxes.</summary>
    public GroundTruth Truth { get; init; } = GroundTruth.Boxes;

    /// <summary>The treatment of crowd regions. Default: objects.</summary>
    public Crowds Crowds { get; init; } = Crowds.Objects;

    /// <summary>Full path of the list of difficult pairs; null for none.</summary>
    public Marked<string>? Difficult { get; init; }

    internal override IEnumerable<KeyValuePair<string, object?>> YamlEntries =>
    [
        new("format", "coco"),
        new("root", Root.Value),
        new("annotations", Annotations.Value),
        new("classes", Classes),
        new("truth", KeyTypes.NameOf(Truth)),
        new("crowds", KeyTypes.NameOf(Crowds)),
        new("difficult", Difficult?.Value),
        .. ReadingEntries,
    ];

    internal override IEnumerable<Marked<string>> Folders => [Root];

    internal override IEnumerable<Marked<string>> Files => Difficult is null ? [Annotations] : [Annotations, Difficult];
}
