using System.Collections.Concurrent;
using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>
/// Batches of freshly rendered images, drawn ahead on other threads, always in the same order. No image comes twice, so that a network cannot
/// learn them by heart.
/// </summary>
public static class SceneStream
{
    private const int Ahead = 3;

    /// <summary>The images of a stage, a batch at a time; the last batch may be smaller.</summary>
    /// <param name="seed">Seed of the set.</param>
    /// <param name="stage">Which images, how many and how large.</param>
    /// <param name="cancel">Ends the stream.</param>
    public static IEnumerable<IReadOnlyList<Scene>> Draw(ulong seed, TrainingStage stage, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var ready = new BlockingCollection<Scene[]>(Ahead);
        var producer = Task.Run(() => Produce(seed, stage, ready, stop.Token), CancellationToken.None);
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

    private static void Produce(ulong seed, TrainingStage stage, BlockingCollection<Scene[]> ready, CancellationToken cancel)
    {
        try
        {
            for (var start = 0; start < stage.Images; start += stage.Batch)
            {
                var (first, scenes) = (start, new Scene[Math.Min(stage.Batch, stage.Images - start)]);
                Parallel.For(0, scenes.Length, new ParallelOptions { CancellationToken = cancel }, () => new SceneRenderer(stage.Side), (i, _, renderer) =>
                {
                    scenes[i] = renderer.Draw(seed, stage.Split, first + i, stage.Composition);
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
