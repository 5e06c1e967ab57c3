using System.Diagnostics;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;

namespace Workbench.Engine.Runs;

/// <summary>
/// The loop over images that tables, maps and figures share. An image waits until a batch of its size is full. If memory runs out, the same
/// images are run again in smaller batches.
/// </summary>
/// <param name="plan">The passes.</param>
/// <param name="batches">Chooses the batch size and learns from each batch.</param>
/// <param name="size">Width and height of an image's input, pixels.</param>
/// <param name="mostWaiting">Maximum number of waiting images. Above it, those that have waited longest are run.</param>
internal sealed class BatchLoop<T>(PassPlan plan, BatchSizer batches, Func<T, (int Width, int Height)> size, int mostWaiting)
    where T : class
{
    /// <summary>Rows per sweep of an image; null to use the sizer's assumption.</summary>
    public Func<T, int>? RowsOf { get; init; }

    /// <summary>Runs batches until no image is left. On cancellation, waiting images are dropped.</summary>
    /// <param name="images">The images, read lazily one by one.</param>
    /// <param name="work">Computes a batch: images of one size, in order. It may be called again for the same images.</param>
    /// <param name="done">Receives a batch and its result.</param>
    /// <param name="tooLarge">Receives an image that ran out of memory in a batch of its own, and the message of the memory error.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Run<TResult>(
        IEnumerable<T> images,
        Func<IReadOnlyList<T>, TResult> work,
        Action<IReadOnlyList<T>, TResult> done,
        Action<T, string> tooLarge,
        CancellationToken cancel)
        where TResult : class
    {
        var waiting = new ImageQueue<T>(mostWaiting, size, image => Propose(image));
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
            batches.ReportSuccess(batch.Count, width, height, Stopwatch.GetElapsedTime(start));
            return (result, null);
        }
        catch (Exception error) when (OutOfMemory.Is(error))
        {
            reason = OutOfMemory.Reason(error);
        }
        // After the catch clause, because inside it the exception keeps its tensors alive.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (null, reason);
    }
}
