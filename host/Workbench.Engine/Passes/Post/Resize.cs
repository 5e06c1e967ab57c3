using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Post;

/// <summary>Options of <see cref="Resize"/>.</summary>
internal sealed record ResizeOptions
{
    /// <summary>Shorter side in pixels, the input's aspect kept; 0 for the model's input size. Default: 0.</summary>
    [Option("shorter side in pixels, the input's aspect kept; 0 for the size of the model's input", Min = 0, Max = 4096)]
    public int Size { get; init; }
}

/// <summary>
/// Bilinear interpolation between pixel centres (align_corners = false), with the edge values repeated beyond the border. A smaller size is
/// sampled, not averaged.
/// </summary>
[PostStep("resize", "bilinear, between the centres of pixels (align_corners = false)")]
internal sealed class Resize(ResizeOptions options) : IPostStep
{
    public Tensor Apply(Tensor map, (int Height, int Width) input)
    {
        var (height, width) = Size(input);
        return nn.functional.interpolate(map, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
    }

    private (int Height, int Width) Size((int Height, int Width) input)
    {
        if (options.Size == 0) return input;
        var scale = (double)options.Size / Math.Min(input.Height, input.Width);
        return ((int)Math.Round(input.Height * scale), (int)Math.Round(input.Width * scale));
    }
}
