using Workbench.Data;
using Workbench.Specs.Models;

namespace Workbench.Specs;

/// <summary>A model and its data.</summary>
public sealed record SubjectSpec
{
    /// <summary>The file; the spec's file for a subject inside a spec.</summary>
    public required string File { get; init; }

    /// <summary>The name; the file's name if the subject has none.</summary>
    public required string Name { get; init; }

    public required ModelSpec Model { get; init; }

    /// <summary>The preprocessing of images: the name of an <see cref="InputConvention"/>.</summary>
    public required Marked<string> Input { get; init; }

    public required DataSpec Data { get; init; }

    /// <summary>A text that is equal for subjects with the same model, preprocessing and data, whatever their names and specs.</summary>
    public string Identity => string.Join(
        '\n', Model.Weights.Value, Model.Draws?.Value, Model.Form.Classifier, Model.Form.Identity, Input.Value, Data.Identity);
}
