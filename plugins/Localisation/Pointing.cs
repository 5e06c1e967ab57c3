namespace Workbench.Plugins.Localisation;

/// <summary>To what size a map is resized before its maximum is looked for.</summary>
public enum MapSize
{
    /// <summary>The original image's.</summary>
    Image,
    /// <summary>The original image's with width and height exchanged: what published reference decisions were computed with. For comparing with those alone.</summary>
    Transposed,
}

/// <summary>Where a map points.</summary>
public static class Pointing
{
    /// <summary>
    /// The first maximum, in row-major order, of the map resized bilinearly (align_corners=False) to the original image: columns and rows from the top left.
    /// Borders of an upsampled map are plateaus, so ties happen.
    /// </summary>
    /// <param name="map">[1,1,h,w].</param>
    /// <param name="sample">The image.</param>
    /// <param name="smooth">σ of a Gaussian blur as a part of the longer side; 0 for none.</param>
    /// <param name="size">The size to resize to.</param>
    public static (int X, int Y) At(Tensor map, Sample sample, double smooth, MapSize size = MapSize.Image)
    {
        using var scope = NewDisposeScope();
        var (width, height) = size == MapSize.Image ? (sample.Width, sample.Height) : (sample.Height, sample.Width);
        var resized = functional.interpolate(map, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        if (smooth > 0) resized = Blur(resized, smooth * Math.Max(sample.Width, sample.Height));
        var index = resized.flatten().argmax().item<long>();
        return ((int)(index % width), (int)(index / width));
    }

    /// <summary>Gaussian blur of [1,1,H,W] with replicate padding, cut at 4 σ (TorchRay's <c>imsmooth</c>).</summary>
    public static Tensor Blur(Tensor map, double sigma)
    {
        var reach = (long)Math.Ceiling(4 * sigma);
        var x = arange(-reach, reach + 1, map.dtype);
        var kernel = exp(-(x * x) / (2 * sigma * sigma));
        kernel /= kernel.sum();
        var rows = functional.conv2d(functional.pad(map, [reach, reach, 0, 0], TorchSharp.PaddingModes.Replicate), kernel.view(1, 1, 1, -1));
        return functional.conv2d(functional.pad(rows, [0, 0, reach, reach], TorchSharp.PaddingModes.Replicate), kernel.view(1, 1, -1, 1));
    }
}
