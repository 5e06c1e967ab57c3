using Workbench.Data;
using Workbench.Specs.Keys;

namespace Workbench.Specs;

/// <summary>The images of a subject.</summary>
/// <param name="Mark">Place of the data in the spec.</param>
public abstract record DataSpec(SourceMark Mark)
{
    /// <summary>How pictures are decoded.</summary>
    public PictureReading Reading { get; init; } = PictureReading.Default;

    /// <summary>The keys of <see cref="Reading"/>; null for default values.</summary>
    internal IEnumerable<KeyValuePair<string, object?>> ReadingEntries =>
    [
        new(
            "orientation",
            Reading.Orientation == PictureReading.Default.Orientation ? null : KeyTypes.NameOf(Reading.Orientation)),
        new("alpha", Reading.Alpha == PictureReading.Default.Alpha ? null : KeyTypes.NameOf(Reading.Alpha)),
    ];

    /// <summary>The keys and values in a spec, with full paths; null for a key that is left out.</summary>
    internal abstract IEnumerable<KeyValuePair<string, object?>> YamlEntries { get; }

    /// <summary>Folders that must exist.</summary>
    internal virtual IEnumerable<Marked<string>> Folders => [];

    /// <summary>Folders or files that must exist.</summary>
    internal virtual IEnumerable<Marked<string>> FoldersOrFiles => [];

    /// <summary>Files that must exist.</summary>
    internal virtual IEnumerable<Marked<string>> Files => [];

    /// <summary>Advice for a missing folder: a sentence, or null.</summary>
    internal virtual string? Advice => null;

    /// <summary>Text that is equal for equal data.</summary>
    internal string Identity =>
        string.Join(
            ' ',
            YamlEntries.Where(key => key.Value is not null)
                .Select(key => $"{key.Key}={(key.Value is IEnumerable<string> list ? string.Join(',', list) : key.Value)}"));
}

/// <summary>Rendered scenes.</summary>
/// <param name="Mark">Place of the data in the spec.</param>
/// <param name="Seed">Seed of the renderer.</param>
/// <param name="Split">The split: <c>train</c>, <c>val</c> or <c>test</c>.</param>
/// <param name="Count">Number of images.</param>
public sealed record ScenesData(SourceMark Mark, ulong Seed, string Split, int Count) : DataSpec(Mark)
{
    internal override IEnumerable<KeyValuePair<string, object?>> YamlEntries =>
        [new("format", "scenes"), new("seed", Seed), new("split", Split), new("count", Count)];
}

/// <summary>Images of ImageNet, with one class each.</summary>
/// <param name="Mark">Place of the data in the spec.</param>
/// <param name="Root">Full path of the folder of the images, or of the class folders.</param>
/// <param name="Classes">
/// Full path of the list of classes in the model's order; null for <c>synset_words.txt</c> in the root or beside it.
/// </param>
/// <param name="Labels">Full path of the file of labels; null if the names of folders or images have them.</param>
/// <param name="Count">Size of the seeded subset; null for all images.</param>
/// <param name="Seed">Seed of the subset.</param>
public sealed record ImageNetData(
    SourceMark Mark,
    Marked<string> Root,
    Marked<string>? Classes,
    Marked<string>? Labels,
    int? Count,
    ulong Seed
) : DataSpec(Mark)
{
    internal override IEnumerable<KeyValuePair<string, object?>> YamlEntries =>
        [
            new("format", "imagenet"),
            new("root", Root.Value),
            new("classes", Classes?.Value),
            new("labels", Labels?.Value),
            new("count", Count),
            new("seed", Count is null ? null : Seed),
            .. ReadingEntries,
        ];

    internal override IEnumerable<Marked<string>> Folders => [Root];

    internal override IEnumerable<Marked<string>> Files => [.. new[] { Classes, Labels }.OfType<Marked<string>>()];

    internal override string Advice =>
        "ImageNet's images (ILSVRC2012_img_val.tar) are available from image-net.org after registration. "
        + "Put their folder or a link to it there, or pass --set subject.data.root=FOLDER.";
}

/// <summary>Images in a folder, with or without labels.</summary>
/// <param name="Mark">Place of the data in the spec.</param>
/// <param name="Root">Full path of the folder.</param>
public sealed record FolderData(SourceMark Mark, Marked<string> Root) : DataSpec(Mark)
{
    /// <summary>Full path of the file of labels, or <c>folders</c>; null for none.</summary>
    public Marked<string>? Labels { get; init; }

    /// <summary>Class names in the model's order, if the spec lists them; else null.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Full path of the file with the class names; null for none.</summary>
    public Marked<string>? ClassFile { get; init; }

    internal override IEnumerable<KeyValuePair<string, object?>> YamlEntries =>
        [
            new("format", "folder"),
            new("root", Root.Value),
            new("labels", Labels?.Value),
            new("classes", (object?)Classes ?? ClassFile?.Value),
            .. ReadingEntries,
        ];

    internal override IEnumerable<Marked<string>> Folders => [Root];

    internal override IEnumerable<Marked<string>> Files =>
        [.. new[] { Labels?.Value == FolderDataSource.ByFolder ? null : Labels, ClassFile }.OfType<Marked<string>>()];
}
