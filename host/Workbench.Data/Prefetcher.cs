namespace Workbench.Data;

/// <summary>
/// Reads images and makes them model inputs on background threads, a bounded number ahead of the consumer, in order. An
/// image that fails is handed over as its error, so that one bad file costs one image and not the run.
/// </summary>
/// <param name="source">Where the images come from.</param>
/// <param name="convention">How they become inputs.</param>
/// <param name="ahead">Images prepared ahead of the one in hand, at least 1; twice the batch size keeps a batch in stock.</param>
/// <param name="threads">Images prepared at one time, at least 1; half of the processors if null, the rest being the model's.</param>
public sealed class Prefetcher(IDataSource source, InputConvention convention, int ahead = 16, int? threads = null)
{
    private readonly int _ahead = ahead >= 1 ? ahead : throw new ArgumentOutOfRangeException(nameof(ahead), ahead, "At least 1.");

    private readonly int _threads = threads is null ? Math.Max(1, Environment.ProcessorCount / 2)
        : threads >= 1 ? threads.Value : throw new ArgumentOutOfRangeException(nameof(threads), threads, "At least 1.");

    /// <summary>Each id in turn, prepared or failed. Reading begins with the first one asked for and ends with the enumeration.</summary>
    /// <param name="ids">Images of the source.</param>
    /// <param name="cancel">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<Prepared> Prepare(IEnumerable<string> ids, CancellationToken cancel = default)
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, _threads).ConcurrentScheduler;
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var stop = abandoned.Token;
        var pending = new Queue<Task<Prepared>>();
        try
        {
            foreach (var id in ids)
            {
                pending.Enqueue(Task.Factory.StartNew(() => PrepareOne(id), stop, TaskCreationOptions.None, scheduler));
                if (pending.Count > _ahead) yield return Next();
            }
            while (pending.Count > 0) yield return Next();
        }
        finally
        {
            abandoned.Cancel();
        }

        Prepared Next()
        {
            cancel.ThrowIfCancellationRequested();
            return pending.Dequeue().WaitAsync(cancel).GetAwaiter().GetResult();
        }
    }

    private Prepared PrepareOne(string id)
    {
        DataItem? item = null;
        try
        {
            item = source.Read(id);
            return new Prepared(id, item.Sample, convention.Apply(item.Image), null) { Source = item.Image.Source };
        }
        catch (Exception error)
        {
            // What the source or the convention refuses, they name themselves.
            var reason =
                error is DataException known && (item is null || item.Image.Source is not null)
                    ? known
                    : new DataException($"The image '{id}' cannot be prepared: {error.Message}", error);
            return new Prepared(id, null, null, reason);
        }
    }
}

/// <summary>An image ready for the model, or why it is not.</summary>
/// <param name="Id">The data set's name for it.</param>
/// <param name="Sample">What is known of it; null where it failed.</param>
/// <param name="Input">The model's input; null where it failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record Prepared(string Id, Sample? Sample, ModelInput? Input, DataException? Error)
{
    /// <summary>The file of its picture, for messages; null where that is not known.</summary>
    public string? Source { get; init; }
}
