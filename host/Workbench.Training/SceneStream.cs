using System.Collections.Concurrent;
using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>
/// Batches of freshly rendered images, drawn ahead on other threads, always in the same order. No image comes twice, so that a network
/// cannot learn them by heart.
/// </summary>
public static class SceneStream
{
    private const int Ahead = 3;

    /// <summary>Images of a set, a batch at a time; the last batch may be smaller.</summary>
    /// <param name="images">Which images, and how large.</param>
    /// <param name="count">Images in all.</param>
    /// <param name="batch">Images in a batch.</param>
    /// <param name="cancel">Ends the stream.</param>
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

/// <summary>A set of images of one size; an image is a set's and its number's alone.</summary>
/// <param name="Seed">Seed of the set.</param>
/// <param name="Split">Name of its split.</param>
/// <param name="Side">Width and height of each image in pixels.</param>
/// <param name="Composition">What each image holds.</param>
public sealed record ImageSet(ulong Seed, string Split, int Side, Composition Composition);
