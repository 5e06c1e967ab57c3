using System.Diagnostics;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;

namespace Workbench.Engine.Runs;

/// <summary>
/// The one loop over images, under tables, maps and figures. An image waits until a batch of its size is full; where memory runs out the same images are done again, fewer at a time.
/// </summary>
/// <param name="plan">The passes.</param>
/// <param name="batches">How many images run together; it learns from each batch.</param>
/// <param name="size">Width and height of an image's input, pixels.</param>
/// <param name="mostWaiting">Images that may wait in all: of more, those that have waited longest run.</param>
internal sealed class BatchLoop<T>(PassPlan plan, BatchSizer batches, Func<T, (int Width, int Height)> size, int mostWaiting)
    where T : class
{
    /// <summary>Rows per sweep of an image, where they are known; null for the sizer's assumption.</summary>
    public Func<T, int>? RowsOf { get; init; }

    /// <summary>Runs batches until no image is left, or it is cancelled: then what waits is dropped.</summary>
    /// <param name="images">The images: read one by one, as they are needed.</param>
    /// <param name="work">Computes a batch, images of one size in the order in which they came. It may be asked for the same images again.</param>
    /// <param name="done">Takes a batch and its result.</param>
    /// <param name="tooLarge">Takes an image for which memory ran out alone, and what ran out.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Run<TResult>(
        IEnumerable<T> images,
        Func<IReadOnlyList<T>, TResult> work,
        Action<IReadOnlyList<T>, TResult> done,
        Action<T, string> tooLarge,
        CancellationToken cancel)
        where TResult : class
    {
        var waiting = new WaitingImages<T>(mostWaiting, size, image => Propose(image));
        foreach (var image in images)
        {
            if (cancel.IsCancellationRequested) return;
            waiting.Add(image);
            Flush(last: false);
        }
        Flush(last: true);

        void Flush(bool last)
        {
            while (!cancel.IsCancellationRequested && waiting.Next(last) is { } batch)
            {
                var (result, reason) = Try(batch, work);
                if (result is null && batches.Halve(batch.Count, size(batch[0]).Width, size(batch[0]).Height, reason!)) continue;
                waiting.Remove(batch);
                if (result is null) tooLarge(batch[0], reason!);
                else done(batch, result);
            }
        }
    }

    private int Propose(T image)
    {
        var (width, height) = size(image);
        return RowsOf is null ? batches.Propose(plan, width, height) : batches.Propose(plan, width, height, RowsOf(image));
    }

    private (TResult? Result, string? Reason) Try<TResult>(IReadOnlyList<T> batch, Func<IReadOnlyList<T>, TResult> work)
        where TResult : class
    {
        var ((width, height), start) = (size(batch[0]), Stopwatch.GetTimestamp());
        string reason;
        try
        {
            var result = work(batch);
            batches.Done(batch.Count, width, height, Stopwatch.GetElapsedTime(start));
            return (result, null);
        }
        catch (Exception error) when (OutOfMemory.Is(error))
        {
            reason = OutOfMemory.Reason(error);
        }
        // After the catch clause, which keeps the exception and all that it refers to.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (null, reason);
    }
}
