using Workbench.Engine.Model;

namespace Workbench.Specs.Models;

/// <summary>A model: its files, and how their tensors make a VGG. Written as a file of its own it is a model card.</summary>
public sealed record ModelSpec
{
    /// <summary>Full path of the weights.</summary>
    public required Marked<string> Weights { get; init; }

    /// <summary>Full path of a file of N(0,1) tensors from which redrawn layers are taken as σ·z, or null where they are drawn: for comparing with other tools.</summary>
    public Marked<string>? Draws { get; init; }

    /// <summary>How an image becomes its input, where the card says so; the subject's own word counts before it.</summary>
    public Marked<string>? Input { get; init; }

    /// <summary>What the weights' names and shapes do not say.</summary>
    public ModelForm Form { get; init; } = ModelForm.Torchvision;

    /// <summary>Where the weights are to be pulled and cannot be used: they are not here, or are another file than they should be; else null.</summary>
    public string? Absence => PulledPath.Is(Weights.Value) ? PulledPath.Problem(Weights.Value) : null;
}
