using System.Collections.Concurrent;
using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>
/// Batches of freshly rendered images, drawn ahead on other threads, always in the same order. Images do not repeat, so that a network
/// cannot memorise them.
/// </summary>
internal static class SceneStream
{
    private const int Ahead = 3;

    /// <summary>Images of a set in batches; the last batch may be smaller.</summary>
    /// <param name="images">The set.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="batch">Images per batch.</param>
    /// <param name="cancel">Cancels the stream.</param>
    public static IEnumerable<IReadOnlyList<Scene>> Draw(ImageSet images, int count, int batch, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var ready = new BlockingCollection<Scene[]>(Ahead);
        var producer = Task.Run(() => Produce(images, count, batch, ready, stop.Token), CancellationToken.None);
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

    private static void Produce(ImageSet images, int count, int batch, BlockingCollection<Scene[]> ready, CancellationToken cancel)
    {
        var options = new ParallelOptions { CancellationToken = cancel };
        try
        {
            for (var start = 0; start < count; start += batch)
            {
                var (first, scenes) = (start, new Scene[Math.Min(batch, count - start)]);
                Parallel.For(0, scenes.Length, options, () => new SceneRenderer(images.Side), (i, _, renderer) =>
                {
                    scenes[i] = renderer.Draw(images.Seed, images.Split, first + i, images.Composition);
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

/// <summary>A set of images of one size. An image depends only on the set and its number.</summary>
/// <param name="Seed">Seed of the set.</param>
/// <param name="Split">Name of the split.</param>
/// <param name="Side">Width and height of each image in pixels.</param>
/// <param name="Composition">The content of each image.</param>
internal sealed record ImageSet(ulong Seed, string Split, int Side, Composition Composition);
