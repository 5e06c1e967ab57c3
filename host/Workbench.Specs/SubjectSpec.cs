using Workbench.Specs.Models;

namespace Workbench.Specs;

/// <summary>A model with the data it is asked about.</summary>
public sealed record SubjectSpec
{
    /// <summary>The file as found, or the spec where the subject is written inside it.</summary>
    public required string File { get; init; }

    /// <summary>Its name; the file's name where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The model.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>How an image becomes the model's input; one of <see cref="Inputs"/>.</summary>
    public required Marked<string> Input { get; init; }

    /// <summary>The images.</summary>
    public required DataSpec Data { get; init; }

    /// <summary>Text that is equal for subjects of the same files, whatever spec named them and where.</summary>
    public string Identity => string.Join('\n', Model.Weights.Value, Model.Draws?.Value, Model.Form.Identity, Input.Value, Data switch
    {
        VocData voc => $"voc {voc.Root.Value} {voc.Split} {string.Join(',', voc.Classes ?? [])}",
        ScenesData scenes => $"scenes {scenes.Seed} {scenes.Split} {scenes.Count}",
        FolderData folder => $"folder {folder.Root.Value}",
        var other => throw new InvalidOperationException($"{other.GetType().Name} has no identity."),
    });

    /// <summary>Names of the input conventions.</summary>
    public static IReadOnlyList<string> Inputs { get; } = ["imagenet", "imagenet-square", "voc-caffe", "scenes"];
}

/// <summary>Where images come from.</summary>
/// <param name="Mark">Where the spec says so.</param>
public abstract record DataSpec(Mark Mark);

/// <summary>A folder in the layout of Pascal VOC.</summary>
/// <param name="Mark">Where the spec says so.</param>
/// <param name="Root">Full path of the folder that holds <c>JPEGImages</c>.</param>
/// <param name="Split">Name of the list under <c>ImageSets/Main</c>.</param>
/// <param name="Classes">Class names in the model's order; null for VOC's own.</param>
public sealed record VocData(Mark Mark, Marked<string> Root, string Split, IReadOnlyList<string>? Classes) : DataSpec(Mark);

/// <summary>Rendered scenes.</summary>
/// <param name="Mark">Where the spec says so.</param>
/// <param name="Seed">Seed of the renderer.</param>
/// <param name="Split">Which images: <c>train</c>, <c>val</c> or <c>test</c>.</param>
/// <param name="Count">How many.</param>
public sealed record ScenesData(Mark Mark, ulong Seed, string Split, int Count) : DataSpec(Mark);

/// <summary>Images in a folder, without annotations.</summary>
/// <param name="Mark">Where the spec says so.</param>
/// <param name="Root">Full path of the folder.</param>
public sealed record FolderData(Mark Mark, Marked<string> Root) : DataSpec(Mark);
