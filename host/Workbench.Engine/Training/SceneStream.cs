using System.Collections.Concurrent;
using Workbench.Scenes;

namespace Workbench.Engine.Training;

/// <summary>
/// Batches of freshly rendered scenes, drawn ahead on other threads, always in the same order. No scene comes twice, so that a network cannot
/// learn them by heart.
/// </summary>
public static class SceneStream
{
    private const int Ahead = 3;

    /// <summary>Whole scenes, <paramref name="batch"/> at a time.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="split">Its split.</param>
    /// <param name="first">Index of the first scene.</param>
    /// <param name="count">Scenes in all; the last batch may be smaller.</param>
    /// <param name="batch">Scenes in a batch.</param>
    /// <param name="cancel">Ends the stream.</param>
    public static IEnumerable<(SceneBatch Batch, IReadOnlyList<Scene> Scenes)> Whole(ulong seed, string split, int first, int count, int batch, CancellationToken cancel) =>
        Rendered(seed, split, first, count, batch, cancel).Select(scenes => (SceneWindow.Join(SceneRenderer.Size, [.. scenes.Select(SceneWindow.Whole)]), scenes));

    /// <summary>Windows of a quarter of a scene, three around each object, shuffled within each group of <paramref name="group"/> scenes.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="split">Its split.</param>
    /// <param name="first">Index of the first scene.</param>
    /// <param name="count">Scenes in all.</param>
    /// <param name="group">Scenes drawn together.</param>
    /// <param name="batch">Windows in a batch.</param>
    /// <param name="cancel">Ends the stream.</param>
    public static IEnumerable<SceneBatch> Windows(ulong seed, string split, int first, int count, int group, int batch, CancellationToken cancel)
    {
        var rest = new List<SceneWindow>();
        var draws = new Random(unchecked((int)seed) ^ 0x5CE7E);
        foreach (var scenes in Rendered(seed, split, first, count, group, cancel))
        {
            var windows = scenes.SelectMany(scene => Enumerable.Range(0, 3 * scene.Objects.Count).Select(at => SceneWindow.Around(scene, at / 3, draws))).ToArray();
            draws.Shuffle(windows);
            rest.AddRange(windows);
            for (; rest.Count >= batch; rest.RemoveRange(0, batch)) yield return SceneWindow.Join(SceneWindow.Side, rest[..batch]);
        }
    }

    private static IEnumerable<IReadOnlyList<Scene>> Rendered(ulong seed, string split, int first, int count, int batch, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var ready = new BlockingCollection<Scene[]>(Ahead);
        var producer = Task.Run(() => Produce(seed, split, first, count, batch, ready, stop.Token), CancellationToken.None);
        try
        {
            foreach (var scenes in ready.GetConsumingEnumerable(cancel)) yield return scenes;
        }
        finally
        {
            stop.Cancel();
            try { producer.Wait(CancellationToken.None); }
            catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OperationCanceledException)) { }
        }
    }

    private static void Produce(ulong seed, string split, int first, int count, int batch, BlockingCollection<Scene[]> ready, CancellationToken cancel)
    {
        try
        {
            for (var start = 0; start < count; start += batch)
            {
                var scenes = new Scene[Math.Min(batch, count - start)];
                Parallel.For(0, scenes.Length, new ParallelOptions { CancellationToken = cancel }, () => new SceneRenderer(), (i, _, renderer) =>
                {
                    scenes[i] = renderer.Draw(seed, split, first + start + i);
                    return renderer;
                }, renderer => renderer.Dispose());
                ready.Add(scenes, cancel);
            }
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
