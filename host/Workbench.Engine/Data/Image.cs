namespace Workbench.Engine.Data;

/// <summary>An RGB image: 8 bits a channel, row by row, three bytes a pixel.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb">Width × Height × 3 bytes.</param>
public sealed record Image(int Width, int Height, byte[] Rgb);
