using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes;

/// <summary>A picture of all classes, with kinds in columns and paints in rows, above some scenes with their boxes.</summary>
public static class ContactSheet
{
    private const int Cell = 112, Columns = 5;

    /// <summary>Draws the sheet and writes it as PNG.</summary>
    /// <param name="path">File to write or replace.</param>
    /// <param name="seed">Seed of the objects and scenes shown.</param>
    /// <param name="split">Split of the scenes shown.</param>
    /// <param name="scenes">Number of scenes below the classes; 0 shows none.</param>
    public static void Write(string path, ulong seed, string split, int scenes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scenes);
        int top = Cell * Paint.All.Count, rows = (scenes + Columns - 1) / Columns;
        var size = new SKImageInfo(
            Cell * SceneClasses.KindCount,
            top + SceneRenderer.Size * rows,
            SKColorType.Rgba8888,
            SKAlphaType.Premul);
        using var sheet = new SKBitmap(size);
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(new SKColor(150, 150, 150));
        DrawClasses(canvas, seed);
        using var renderer = new SceneRenderer();
        for (var i = 0; i < scenes; i++)
            DrawScene(canvas, renderer.Draw(seed, split, i), SceneRenderer.Size * (i % Columns), top + SceneRenderer.Size * (i / Columns));
        canvas.Flush();
        using var png = sheet.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }

    private static void DrawClasses(SKCanvas canvas, ulong seed)
    {
        using var layer = new Layer(Cell);
        for (var index = 0; index < SceneClasses.Names.Count; index++)
        {
            var rng = new SceneRandom(seed, SceneClasses.Names[index], 0);
            var kind = SceneClasses.Kind(index);
            var pose = Pose.CreateRandom(rng, Cell / 2f, Cell / 2f, 92, MathF.Min(kind.Tilt, 40));
            layer.Draw(pose, rng, Material.FromPaint(SceneClasses.PaintOf(index), rng), kind.Draw);
            canvas.Save();
            canvas.Translate(Cell * (index % SceneClasses.KindCount), Cell * (index / SceneClasses.KindCount));
            layer.Stamp(canvas, rng, SKColor.Empty);
            canvas.Restore();
        }
    }

    private static void DrawScene(SKCanvas canvas, Scene scene, int x, int y)
    {
        using var image = Pixels.ToBitmap(scene.Rgb, SceneRenderer.Size);
        canvas.DrawBitmap(image, x, y);
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 1 };
        foreach (var thing in scene.Objects)
        {
            paint.Color = thing.Difficult ? SKColors.Red : SKColors.White;
            canvas.DrawRect(x + thing.Box.Left + 0.5f, y + thing.Box.Top + 0.5f, thing.Box.Width - 1, thing.Box.Height - 1, paint);
        }
    }
}
