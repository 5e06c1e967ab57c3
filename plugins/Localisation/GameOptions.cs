namespace Workbench.Plugins.Localisation;

/// <summary>Options of every pointing game.</summary>
public abstract record GameOptions
{
    /// <summary>The pairs that are scored. Default: all.</summary>
    [Option("which pairs are scored")]
    public Subset Subset { get; init; } = Subset.All;

    /// <summary>Blur of the resized map: σ as a fraction of the longer side. Default: 0, no blur.</summary>
    [Option("blur of the resized map: σ as a part of the image's longer side", Min = 0, Max = 1)]
    public double Smooth { get; init; }

    /// <summary>Distance under which a point is a hit, in pixels. Default: 15.</summary>
    [Option("distance to the ground truth, in pixels, under which the point is a hit", Min = 0)]
    public double Tolerance { get; init; } = 15;

    /// <summary>How a constant map is treated. Default: skip.</summary>
    [Option("a map of one value everywhere is skipped, or points at its first pixel (TorchRay)")]
    public ConstantMap Constant { get; init; } = ConstantMap.Skip;
}
