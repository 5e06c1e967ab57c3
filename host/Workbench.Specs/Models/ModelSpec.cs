using Workbench.Data.Downloads;
using Workbench.Engine.Model;

namespace Workbench.Specs.Models;

/// <summary>A model: its files, and how their tensors form a network. A model card is a file with this content.</summary>
public sealed record ModelSpec
{
    /// <summary>Full path of the weights.</summary>
    public required Marked<string> Weights { get; init; }

    /// <summary>
    /// Full path of a file of N(0,1) tensors z, which give redrawn layers as σ·z, for comparisons with other tools; null if layers are
    /// drawn at random.
    /// </summary>
    public Marked<string>? Draws { get; init; }

    /// <summary>Full path of the <see cref="ModelVariant.Classifier"/>, with its place; null for the network's own.</summary>
    public Marked<string>? Classifier { get; init; }

    /// <summary>The preprocessing of images in the model card, or null. The subject's own takes precedence.</summary>
    public Marked<string>? Input { get; init; }

    /// <summary><see cref="Input"/>, else the convention of weights of <c>pull:NAME</c>; null if neither is known.</summary>
    public Marked<string>? KnownInput =>
        Input ?? (PulledFile.At(Weights.Value)?.Item.Input is { } own ? new Marked<string>(own, Weights.Mark) : null);

    /// <summary>The properties that do not follow from the names and shapes of the weights.</summary>
    public ModelVariant Form { get; init; } = ModelVariant.Torchvision;

    /// <summary>Why weights of <c>pull:NAME</c> cannot be used: missing, or wrong content; else null.</summary>
    public string? MissingWeightsProblem => PulledPath.IsPulled(Weights.Value) ? PulledPath.FindProblem(Weights.Value) : null;
}
