using System.Runtime.InteropServices;

namespace Workbench.Scenes;

/// <summary>A rendered image with its ground truth.</summary>
/// <param name="Rgb">Pixels, 3 bytes each, row by row from the top left; the renderer's side squared of them.</param>
/// <param name="Owners">For each pixel, 1 + the index in <paramref name="Objects"/> of the visible object; 0 for the background.</param>
/// <param name="Objects">The objects, back to front, all of different classes.</param>
public sealed record Scene(byte[] Rgb, byte[] Owners, IReadOnlyList<SceneObject> Objects);

/// <summary>One object of a scene.</summary>
/// <param name="Class">Index in <see cref="SceneClasses.Names"/>.</param>
/// <param name="Box">The tightest box around the object's visible pixels.</param>
/// <param name="Area">Number of its visible pixels.</param>
/// <param name="Visible">Share of its pixels inside the frame that are visible, 0 … 1.</param>
/// <param name="Contrast">RGB distance between the object's mean colour and that of the area it covers, 0 … 441.</param>
/// <param name="Truncated">Whether the object touches the frame's edge.</param>
public sealed record SceneObject(int Class, PixelBox Box, int Area, double Visible, double Contrast, bool Truncated)
{
    public string Name => SceneClasses.Names[Class];

    /// <summary>Hard to recognise, in VOC's sense: less than 60 % visible, under 400 pixels, or a contrast below 20.</summary>
    public bool Difficult => Visible < 0.6 || Area < 400 || Contrast < 20;
}

/// <summary>A box of pixels, 0-based, with both corners included.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Last column.</param>
/// <param name="Bottom">Last row.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Number of columns.</summary>
    public int Width => Right - Left + 1;

    /// <summary>Number of rows.</summary>
    public int Height => Bottom - Top + 1;
}
