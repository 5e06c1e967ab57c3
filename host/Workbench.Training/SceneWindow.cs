using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>A square cut from a scene at its own scale, and which classes are seen in it.</summary>
/// <param name="Pixels">RGB bytes, row by row.</param>
/// <param name="Present">1 for each class of which at least half of the scene's pixels lie in the window, else 0.</param>
/// <param name="Known">0 for each class of which between a twentieth and a half lies in the window, else 1.</param>
/// <param name="Cells">For each cell of 16×16 pixels the class that covers most of it, the number of classes for the ground, <see cref="Unclear"/> in between.</param>
public sealed record SceneWindow(byte[] Pixels, float[] Present, float[] Known, long[] Cells)
{
    /// <summary>Marks a cell that is neither clearly an object's nor clearly the ground's.</summary>
    public const long Unclear = -100;

    private const int Cell = 16;

    /// <summary>Width and height of a window around an object: half a scene's.</summary>
    public const int Side = SceneRenderer.Size / 2;

    /// <summary>The whole scene; every class is known.</summary>
    public static SceneWindow Whole(Scene scene)
    {
        var present = new float[SceneClasses.Names.Count];
        foreach (var thing in scene.Objects) present[thing.Class] = 1;
        return new SceneWindow(scene.Rgb, present, [.. Enumerable.Repeat(1f, present.Length)], CellsOf(scene, 0, 0, SceneRenderer.Size));
    }

    /// <summary>A window that holds an object's centre somewhere in its middle half.</summary>
    public static SceneWindow Around(Scene scene, int target, Random draws)
    {
        var box = scene.Objects[target].Box;
        int left = Start((box.Left + box.Right) / 2), top = Start((box.Top + box.Bottom) / 2);
        var pixels = new byte[Side * Side * 3];
        var inside = new int[scene.Objects.Count + 1];
        for (var y = 0; y < Side; y++)
        {
            var from = (top + y) * SceneRenderer.Size + left;
            scene.Rgb.AsSpan(3 * from, 3 * Side).CopyTo(pixels.AsSpan(3 * Side * y));
            foreach (var owner in scene.Owners.AsSpan(from, Side)) inside[owner]++;
        }
        var window = new SceneWindow(pixels, new float[SceneClasses.Names.Count], [.. Enumerable.Repeat(1f, SceneClasses.Names.Count)], CellsOf(scene, left, top, Side));
        foreach (var (index, thing) in scene.Objects.Index())
        {
            var share = (double)inside[index + 1] / thing.Area;
            window.Present[thing.Class] = share >= 0.5 ? 1 : 0;
            window.Known[thing.Class] = share is > 0.05 and < 0.5 ? 0 : 1;
        }
        return window;

        int Start(int centre) => Math.Clamp(centre - Side / 2 + draws.Next(-Side / 5, Side / 5 + 1), 0, SceneRenderer.Size - Side);
    }

    /// <summary>Windows of one size as a batch.</summary>
    public static SceneBatch Join(int side, IReadOnlyList<SceneWindow> windows) => new(
        side, Joined(windows, window => window.Pixels), Joined(windows, window => window.Present), Joined(windows, window => window.Known), Joined(windows, window => window.Cells));

    private static T[] Joined<T>(IReadOnlyList<SceneWindow> windows, Func<SceneWindow, T[]> part)
    {
        var length = part(windows[0]).Length;
        var joined = new T[windows.Count * length];
        for (var i = 0; i < windows.Count; i++) part(windows[i]).CopyTo(joined, i * length);
        return joined;
    }

    private static long[] CellsOf(Scene scene, int left, int top, int side)
    {
        var cells = new long[side / Cell * (side / Cell)];
        for (var i = 0; i < cells.Length; i++)
        {
            var count = new int[scene.Objects.Count + 1];
            int x = left + i % (side / Cell) * Cell, y = top + i / (side / Cell) * Cell;
            for (var row = 0; row < Cell; row++)
                foreach (var owner in scene.Owners.AsSpan((y + row) * SceneRenderer.Size + x, Cell)) count[owner]++;
            var most = count.Index().Skip(1).MaxBy(pair => pair.Item);
            cells[i] = most.Item >= 0.35 * Cell * Cell ? scene.Objects[most.Index - 1].Class
                : count[0] > 0.9 * Cell * Cell ? SceneClasses.Names.Count
                : Unclear;
        }
        return cells;
    }
}
