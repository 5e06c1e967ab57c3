using static TorchSharp.torch;

namespace Workbench;

/// <summary>Arithmetic of maps that methods, metrics and the steps after a method share.</summary>
public static class MapMath
{
    /// <summary>(m − min m) / (max m − min m), each map by its own range: 0 to 1. A map of one value becomes 0.</summary>
    /// <param name="maps">[B,C,h,w]; each of its planes is a map.</param>
    public static Tensor MinMax(Tensor maps)
    {
        var (low, high) = (maps.amin([2, 3], keepdim: true), maps.amax([2, 3], keepdim: true));
        var range = high - low;
        return (maps - low) / range.where(range > 0, ones_like(range));
    }

    /// <summary>The weights exp(−x² / 2σ²) at x = −reach … reach, scaled to a sum of 1.</summary>
    /// <param name="sigma">σ in pixels, above 0.</param>
    /// <param name="reach">Pixels to each side.</param>
    /// <param name="type">Float32 or float64; they are computed in it.</param>
    /// <returns>[2·reach + 1], on the CPU.</returns>
    public static Tensor Gaussian(double sigma, long reach, ScalarType type)
    {
        var x = arange(-reach, reach + 1, type);
        var weights = exp(-(x * x) / (2 * sigma * sigma));
        return weights / weights.sum();
    }
}
