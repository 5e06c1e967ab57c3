using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>
/// Tileable one-channel textures: patterns drawn with Skia, and noise. As alpha-only shaders they take any paint's colour. Objects,
/// distractors and backgrounds share them, so that a texture does not identify a class.
/// </summary>
internal static class Textures
{
    // Patterns are drawn on tiles of 128 units.
    private const int Unit = 128;

    public static IReadOnlyList<Texture> Patterns { get; } = [Stripes(), Dots(), Checks(), Scales(), Hatch(), Waves()];

    public static IReadOnlyList<Texture> Noises { get; } =
    [Noise(1, 4, 5), Noise(2, 8, 3), Ridges(3), Cells(4, 22), Cells(5, 60), Patches(6)];

    private static Texture Stripes() => Draw((canvas, paint) =>
    {
        for (var i = 0; i < 4; i++) canvas.DrawRect(i * 32, 0, 14, Unit, paint);
    });

    private static Texture Dots() => Draw((canvas, paint) =>
    {
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 4; j++) canvas.DrawCircle(16 + 32 * i, 16 + 32 * j, 9, paint);
    });

    private static Texture Checks() => Draw((canvas, paint) =>
    {
        for (var i = 0; i < 4; i++)
            for (var j = i % 2; j < 4; j += 2) canvas.DrawRect(32 * i, 32 * j, 32, 32, paint);
    });

    private static Texture Scales() => Draw((canvas, paint) =>
    {
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 6;
        for (var row = 0; row < 5; row++)
            for (var column = -1; column < 5; column++)
                canvas.DrawArc(SKRect.Create(32 * column + 16 * (row % 2), 32 * row - 32, 32, 48), 0, 180, false, paint);
    });

    private static Texture Hatch() => Draw((canvas, paint) =>
    {
        for (var i = 0; i < 4; i++)
        {
            canvas.DrawRect(32 * i, 0, 6, Unit, paint);
            canvas.DrawRect(0, 32 * i, Unit, 6, paint);
        }
    });

    private static Texture Waves() => Draw((canvas, paint) =>
    {
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 12;
        for (var row = -1; row < 5; row++)
        {
            using var path = new SKPath();
            path.MoveTo(-32, 32 * row + 16);
            for (var x = -32; x < Unit + 32; x += 64) path.RCubicTo(21, -30, 43, 30, 64, 0);
            canvas.DrawPath(path, paint);
        }
    });

    /// <summary>Fractal value noise on a lattice that wraps around.</summary>
    private static Texture Noise(int seed, int cells, int octaves) => Bake(Fractal(seed, cells, octaves), value => value);

    private static Texture Ridges(int seed) => Bake(Fractal(seed, 4, 4), value => MathF.Pow(1 - MathF.Abs(2 * value - 1), 4));

    private static Texture Patches(int seed) => Bake(Fractal(seed, 5, 3), value => Math.Clamp((value - 0.47f) * 12, 0, 1));

    private static Texture Cells(int seed, int count)
    {
        var rng = new SceneRandom((ulong)seed, "cells", count);
        var points = Enumerable
            .Range(0, count)
            .Select(_ => (X: rng.Range(0, Texture.Size), Y: rng.Range(0, Texture.Size), Level: rng.Unit()))
            .ToArray();
        var field = new float[Texture.Size * Texture.Size];
        for (var i = 0; i < field.Length; i++)
        {
            float x = i % Texture.Size, y = i / Texture.Size;
            field[i] = points.MinBy(point => Wrapped(point.X - x) + Wrapped(point.Y - y)).Level;
        }
        return Bake(field, value => value);
        static float Wrapped(float distance) => MathF.Pow(MathF.Min(MathF.Abs(distance), Texture.Size - MathF.Abs(distance)), 2);
    }

    private static float[] Fractal(int seed, int cells, int octaves)
    {
        var field = new float[Texture.Size * Texture.Size];
        var weight = 1f;
        for (var octave = 0; octave < octaves; octave++, cells *= 2, weight *= 0.55f)
        {
            var rng = new SceneRandom((ulong)seed, "noise", octave);
            var lattice = Enumerable.Range(0, cells * cells).Select(_ => rng.Unit()).ToArray();
            for (var i = 0; i < field.Length; i++)
            {
                float x = (float)(i % Texture.Size) * cells / Texture.Size, y = (float)(i / Texture.Size) * cells / Texture.Size;
                int x0 = (int)x, y0 = (int)y;
                float u = Ease(x - x0), v = Ease(y - y0);
                float At(int dx, int dy) => lattice[(y0 + dy) % cells * cells + (x0 + dx) % cells];
                field[i] += weight * float.Lerp(float.Lerp(At(0, 0), At(1, 0), u), float.Lerp(At(0, 1), At(1, 1), u), v);
            }
        }
        float low = field.Min(), high = field.Max();
        return Array.ConvertAll(field, value => (value - low) / (high - low));
        static float Ease(float t) => t * t * (3 - 2 * t);
    }

    private static Texture Bake(float[] field, Func<float, float> curve) =>
        new(Array.ConvertAll(field, value => (byte)(255 * curve(value))));

    private static Texture Draw(Action<SKCanvas, SKPaint> draw)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Texture.Size, Texture.Size, SKColorType.Alpha8, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { IsAntialias = true, Color = SKColors.White };
        canvas.Clear(SKColors.Transparent);
        canvas.Scale((float)Texture.Size / Unit);
        draw(canvas, paint);
        canvas.Flush();
        return new Texture(bitmap.Bytes);
    }
}
