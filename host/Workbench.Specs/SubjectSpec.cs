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
    public string Identity => string.Join('\n', Model.Weights.Value, Model.Draws?.Value, Model.Form.Identity, Input.Value, Data.Identity);

    /// <summary>Names of the input conventions.</summary>
    public static IReadOnlyList<string> Inputs { get; } = ["imagenet", "imagenet-square", "voc-caffe", "scenes"];
}
