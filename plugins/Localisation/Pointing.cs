namespace Workbench.Plugins.Localisation;

/// <summary>How a pointing game treats a constant map.</summary>
public enum ConstantMap
{
    /// <summary>The pair is skipped, with a reason.</summary>
    Skip,
    /// <summary>The map points at its first pixel, the top left corner, as in TorchRay.</summary>
    FirstPixel,
}

/// <summary>Finds the point of a map.</summary>
public static class Pointing
{
    /// <summary>
    /// The first maximum, in row-major order, of the map resized bilinearly (align_corners=False) to the original image: column and row
    /// from the top left. Ties occur, because the borders of an upsampled map are plateaus. Null for a constant map that is skipped.
    /// </summary>
    /// <param name="map">[1,1,h,w].</param>
    /// <param name="sample">The image.</param>
    /// <param name="smooth">σ of a Gaussian blur as a fraction of the longer side; 0 for none.</param>
    /// <param name="constant">How a constant map is treated.</param>
    public static (int X, int Y)? At(Tensor map, Sample sample, double smooth, ConstantMap constant)
    {
        using var scope = NewDisposeScope();
        if (constant == ConstantMap.Skip && IsConstant(map)) return null;
        var resized = functional.interpolate(map, [sample.Height, sample.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        if (smooth > 0) resized = Blur(resized, smooth * Math.Max(sample.Width, sample.Height));
        var index = resized.flatten().argmax().item<long>();
        if (index == 0 && constant == ConstantMap.Skip && IsConstant(resized))
            return null; // the first maximum of a constant map is its first pixel
        return ((int)(index % sample.Width), (int)(index / sample.Width));
    }

    private static bool IsConstant(Tensor map) => map.max().eq(map.min()).item<bool>();

    /// <summary>Gaussian blur of [1,1,H,W] with replicate padding, truncated at 4 σ (TorchRay's <c>imsmooth</c>).</summary>
    public static Tensor Blur(Tensor map, double sigma)
    {
        var reach = (long)Math.Ceiling(4 * sigma);
        var kernel = MapMath.Gaussian(sigma, reach, map.dtype);
        var rows = functional.conv2d(
            functional.pad(map, [reach, reach, 0, 0], TorchSharp.PaddingModes.Replicate),
            kernel.view(1, 1, 1, -1));
        return functional.conv2d(functional.pad(rows, [0, 0, reach, reach], TorchSharp.PaddingModes.Replicate), kernel.view(1, 1, -1, 1));
    }
}
