using System.Collections.Concurrent;
using Workbench.Scenes;

namespace Workbench.Training;

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

    /// <summary>A set of scenes, all in memory: 200 KB a scene.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="split">Its split.</param>
    /// <param name="count">Scenes in all.</param>
    /// <param name="cancel">Stops the drawing.</param>
    public static Scene[] InMemory(ulong seed, string split, int count, CancellationToken cancel) => [.. Rendered(seed, split, 0, count, 64, cancel).SelectMany(scenes => scenes)];

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
