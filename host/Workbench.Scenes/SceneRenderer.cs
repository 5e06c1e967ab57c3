using SkiaSharp;
using Workbench.Scenes.Drawing;

namespace Workbench.Scenes;

/// <summary>Draws scenes. An image depends only on its seed, split and index, not on the thread that draws it.</summary>
public sealed class SceneRenderer : IDisposable
{
    /// <summary>Width and height of a scene in pixels.</summary>
    public const int Size = 224;

    /// <summary>Version of the drawing, part of every cache key; increased whenever a pixel of any scene changes.</summary>
    public const int Version = 3;

    private const float LeastVisible = 0.5f;

    // RGB distance. An object's paint is fixed, so its place is chosen by the background's colour.
    private const float LeastContrast = 100;
    private readonly int _side;
    private readonly SKBitmap _picture;
    private readonly SKCanvas _canvas;
    private readonly Layer _layer;
    private readonly bool[] _covered;
    private byte[] _owners = [];

    /// <summary>Makes a renderer with its own buffers; use one per thread.</summary>
    /// <param name="side">Width and height of the images in pixels; objects scale with it.</param>
    public SceneRenderer(int side = Size)
    {
        _side = side;
        _picture = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Premul));
        _canvas = new SKCanvas(_picture);
        _layer = new Layer(side);
        _covered = new bool[side * side];
    }

    /// <summary>Draws one scene.</summary>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="split">Name of the split, such as <c>train</c>; each split has its own scenes.</param>
    /// <param name="index">Number of the scene within its split, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static Scene Render(ulong seed, string split, int index)
    {
        using var renderer = new SceneRenderer();
        return renderer.Draw(seed, split, index);
    }

    /// <inheritdoc cref="Render"/>
    public Scene Draw(ulong seed, string split, int index) => Draw(seed, split, index, Composition.Scene);

    /// <summary>Draws an image with the given composition.</summary>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="index">Number of the image within its split, from 0.</param>
    /// <param name="composition">The content of the image.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public Scene Draw(ulong seed, string split, int index, Composition composition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var rng = new SceneRandom(seed, split, index);
        List<PlacedObject> placed;
        do placed = Compose(rng, composition);
        while (placed.Count < (composition == Composition.Scene ? 2 : 1));
        return new Scene(Lens.Develop(_picture, rng), _owners, [.. placed.Select(Measure)]);
    }

    private List<PlacedObject> Compose(SceneRandom rng, Composition composition)
    {
        _owners = new byte[_side * _side];
        var placed = new List<PlacedObject>();
        if (composition == Composition.Plain)
        {
            _canvas.Clear(Tint.RandomColour(rng));
            Place(rng, rng.Below(SceneClasses.Names.Count), wanted: 1, placed);
            return placed;
        }
        Background.Paint(_canvas, _side, rng);
        for (var count = rng.Below(4) + 1; count > 0; count--) Distract(rng, front: false, []);
        var wanted = composition == Composition.Single ? 1 : rng.Unit() switch { < 0.5f => 2, < 0.92f => 3, _ => 4 };
        foreach (var kind in SceneClasses.Choose(rng, wanted)) Place(rng, kind, wanted, placed);
        if (rng.Chance(0.3f))
            Distract(rng, front: true, placed);
        return placed;
    }

    /// <summary>
    /// Tries places and sizes until the object leaves enough of the earlier ones visible. Places nothing if all tries fail.
    /// </summary>
    private void Place(SceneRandom rng, int kind, int wanted, List<PlacedObject> placed)
    {
        var mayHide = rng.Chance(0.2f) ? 1 - LeastVisible : 0.1f;
        var largest = wanted switch { 1 => 0.9f * _side, 2 => 132f * _side / Size, 3 => 116f * _side / Size, _ => 96f * _side / Size };
        var smallest = wanted == 1 ? 0.55f * _side : 70f * _side / Size;
        for (var tries = 0; tries < 24; tries++, largest = MathF.Max(smallest * 1.05f, largest * 0.97f))
        {
            var (x, y, side) = Spot(rng, smallest, largest, anywhere: wanted == 1);
            var under = Mean((int)(x - side / 2), (int)(y - side / 2), (int)(x + side / 2), (int)(y + side / 2));
            var thing = SceneClasses.Kind(kind);
            var material = Material.FromPaint(SceneClasses.PaintOf(kind), rng);
            if (tries < 12 && Tint.Distance(material.Base, under) < LeastContrast) continue;
            _layer.Draw(Pose.CreateRandom(rng, x, y, side, thing.Tilt), rng, material, thing.Draw);
            _layer.MarkSilhouette(_covered);
            if (!KeepsVisible(placed, mayHide)) continue;
            var area = _covered.Count(covered => covered);
            var before = Mean(_covered);
            _layer.Stamp(_canvas, rng, under.Fade(rng.Chance(0.25f) ? rng.Range(0, 0.25f) : 0));
            placed.Add(new PlacedObject(kind, area, Tint.Distance(before, Mean(_covered))));
            Claim((byte)placed.Count);
            return;
        }
    }

    /// <summary>Draws an object's centre and size: anywhere in the frame, rarely over its centre, at most a tenth outside.</summary>
    private (float X, float Y, float Side) Spot(SceneRandom rng, float smallest, float largest, bool anywhere)
    {
        while (true)
        {
            var side = rng.LogRange(smallest, largest);
            float x = rng.Range(0.4f * side, _side - 0.4f * side), y = rng.Range(0.4f * side, _side - 0.4f * side);
            var central = MathF.Max(MathF.Abs(x - _side / 2), MathF.Abs(y - _side / 2)) < side / 2 + 10;
            if (anywhere || !central || rng.Chance(0.3f)) return (x, y, side);
        }
    }

    private void Distract(SceneRandom rng, bool front, List<PlacedObject> placed)
    {
        float x = rng.Range(0, _side), y = rng.Range(0, _side), side = rng.LogRange(18, front ? 45 : 80) * MathF.Min(1, _side / 150f);
        _layer.Draw(
            Pose.CreateRandom(rng, x, y, side, 180),
            rng,
            Material.CreateRandom(rng, Mean((int)x - 20, (int)y - 20, (int)x + 20, (int)y + 20)),
            Clutter.Draw);
        if (front)
        {
            _layer.MarkSilhouette(_covered);
            if (!KeepsVisible(placed, 1 - LeastVisible)) return;
            Claim(0);
        }
        _layer.Stamp(_canvas, rng, SKColor.Empty);
    }

    /// <summary>Whether each object keeps enough visible pixels without the covered ones.</summary>
    private bool KeepsVisible(List<PlacedObject> placed, float mayHide)
    {
        Span<int> left = stackalloc int[placed.Count + 1];
        for (var i = 0; i < _owners.Length; i++)
            if (!_covered[i]) left[_owners[i]]++;
        for (var i = 0; i < placed.Count; i++)
            if (left[i + 1] < placed[i].Area * (1 - mayHide)) return false;
        return true;
    }

    private void Claim(byte owner)
    {
        for (var i = 0; i < _owners.Length; i++)
            if (_covered[i]) _owners[i] = owner;
    }

    private SceneObject Measure(PlacedObject placed, int index)
    {
        int left = _side, top = _side, right = -1, bottom = -1, area = 0;
        for (var i = 0; i < _owners.Length; i++)
        {
            if (_owners[i] != index + 1) continue;
            area++;
            int x = i % _side, y = i / _side;
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        }
        var truncated = left == 0 || top == 0 || right == _side - 1 || bottom == _side - 1;
        return new SceneObject(
            placed.Class,
            new PixelBox(left, top, right, bottom),
            area,
            (double)area / placed.Area,
            placed.Contrast,
            truncated);
    }

    private SKColor Mean(int left, int top, int right, int bottom)
    {
        var pixels = _picture.GetPixelSpan();
        int r = 0, g = 0, b = 0, count = 0;
        for (var y = Math.Max(0, top); y < Math.Min(_side, bottom); y += 3)
            for (var x = Math.Max(0, left); x < Math.Min(_side, right); x += 3, count++)
            {
                var at = 4 * (y * _side + x);
                (r, g, b) = (r + pixels[at], g + pixels[at + 1], b + pixels[at + 2]);
            }
        return count == 0 ? SKColors.Gray : new SKColor((byte)(r / count), (byte)(g / count), (byte)(b / count));
    }

    private SKColor Mean(ReadOnlySpan<bool> where)
    {
        var pixels = _picture.GetPixelSpan();
        int r = 0, g = 0, b = 0, count = 0;
        for (var i = 0; i < where.Length; i++)
        {
            if (!where[i]) continue;
            (r, g, b) = (r + pixels[4 * i], g + pixels[4 * i + 1], b + pixels[4 * i + 2]);
            count++;
        }
        return count == 0 ? SKColors.Gray : new SKColor((byte)(r / count), (byte)(g / count), (byte)(b / count));
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _picture.Dispose();
        _layer.Dispose();
    }

    private sealed record PlacedObject(int Class, int Area, double Contrast);
}
