using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>
/// A tile of opacities with mip levels. The level nearest to the drawn size is chosen here and sampled without a filter, since Skia's
/// filter for repeated tiles costs more than the rest of a scene.
/// </summary>
internal sealed class Texture
{
    /// <summary>Side of the largest tile, in pixels.</summary>
    public const int Size = 256;

    private const int Smallest = 16;
    private readonly List<SKImage> _levels = [];

    public Texture(byte[] opacities)
    {
        for (var side = Size; ; opacities = Halve(opacities, side), side /= 2)
        {
            _levels.Add(SKImage.FromPixelCopy(new SKImageInfo(side, side, SKColorType.Alpha8, SKAlphaType.Premul), opacities, side));
            if (side == Smallest) return;
        }
    }

    /// <summary>A shader that takes the paint's colour, with the tile as its opacity.</summary>
    /// <param name="scale">Side of a tile in the canvas's units.</param>
    /// <param name="pixels">Pixels per unit.</param>
    /// <param name="degrees">Rotation of the tiles.</param>
    /// <param name="x">Horizontal position of a tile's corner.</param>
    /// <param name="y">Vertical position of a tile's corner.</param>
    public SKShader Shader(float scale, float pixels, float degrees, float x = 0, float y = 0)
    {
        var level = _levels.Last(image => image.Width >= scale * pixels * 0.8f || image.Width == Size);
        var matrix = SKMatrix
            .CreateTranslation(x, y)
            .PreConcat(SKMatrix.CreateRotationDegrees(degrees))
            .PreConcat(SKMatrix.CreateScale(scale / level.Width, scale / level.Width));
        return level.ToShader(SKShaderTileMode.Repeat, SKShaderTileMode.Repeat, new SKSamplingOptions(SKFilterMode.Nearest), matrix);
    }

    private static byte[] Halve(byte[] opacities, int side)
    {
        var half = new byte[side * side / 4];
        for (var i = 0; i < half.Length; i++)
        {
            var from = i / (side / 2) * 2 * side + i % (side / 2) * 2;
            half[i] = (byte)((opacities[from] + opacities[from + 1] + opacities[from + side] + opacities[from + side + 1] + 2) / 4);
        }
        return half;
    }
}
