namespace Workbench.Plugins.Aggregation;

/// <summary>Options of the methods that sum the maps of all blocks.</summary>
public abstract record CumulativeOptions
{
    /// <summary>Whether each block's map is min–max normalised before the sum; the paper does not say. Default: true.</summary>
    [Option("whether each block's map is min–max normalised before the sum")]
    public bool Normalize { get; init; } = true;

    /// <summary>How terms are made positive before the sum over channels. Default: abs.</summary>
    [Option("how terms are made positive before the sum over channels")]
    public Positive Positive { get; init; } = Positive.Abs;
}

/// <summary>Sums the maps of all blocks at the model's input size.</summary>
internal static class Cumulative
{
    public static readonly IReadOnlyList<LayerRef> Blocks = ["b1", "b2", "b3", "b4", "b5"];

    /// <summary>
    /// The sum of the blocks' maps, each resized bilinearly (align_corners=False) to the input. With <paramref name="normalize"/> each is
    /// min–max normalised first.
    /// </summary>
    public static Tensor Sum(IPass pass, bool normalize, Func<LayerRef, Tensor> map)
    {
        long[] size = [pass.Input.shape[2], pass.Input.shape[3]];
        return Blocks.Select(map)
            .Select(blockMap => normalize ? MapMath.MinMax(blockMap) : blockMap)
            .Select(blockMap => functional.interpolate(blockMap, size, mode: InterpolationMode.Bilinear, align_corners: false))
            .Aggregate((sum, blockMap) => sum + blockMap);
    }
}
