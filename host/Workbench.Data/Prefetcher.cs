namespace Workbench.Data;

/// <summary>
/// Reads images and makes model inputs of them on background threads, in order and a bounded number ahead of the consumer. A failed image
/// is returned with its error, so that a bad file costs one image, not the run.
/// </summary>
/// <param name="source">The data set.</param>
/// <param name="convention">The input convention.</param>
/// <param name="ahead">Number of images prepared ahead of the current one, at least 1; with twice the batch size the next batch is always
/// ready.</param>
/// <param name="threads">
/// Number of images prepared at the same time, at least 1; null for half of the processors, as the model needs the others.
/// </param>
public sealed class Prefetcher(IDataSource source, InputConvention convention, int ahead = 16, int? threads = null)
{
    private readonly int _ahead = ahead >= 1 ? ahead : throw new ArgumentOutOfRangeException(nameof(ahead), ahead, "At least 1.");

    private readonly int _threads = threads is null ? Math.Max(1, Environment.ProcessorCount / 2)
        : threads >= 1 ? threads.Value : throw new ArgumentOutOfRangeException(nameof(threads), threads, "At least 1.");

    /// <summary>Each id in turn, prepared or failed. Reading starts with the enumeration and stops when it ends.</summary>
    /// <param name="ids">Images of the source.</param>
    /// <param name="cancel">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<PreparedImage> Prepare(IEnumerable<string> ids, CancellationToken cancel = default)
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, _threads).ConcurrentScheduler;
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var stop = abandoned.Token;
        var pending = new Queue<Task<PreparedImage>>();
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

        PreparedImage Next()
        {
            cancel.ThrowIfCancellationRequested();
            return pending.Dequeue().WaitAsync(cancel).GetAwaiter().GetResult();
        }
    }

    private PreparedImage PrepareOne(string id)
    {
        DataItem? item = null;
        try
        {
            item = source.Read(id);
            return new PreparedImage(id, item.Sample, convention.Apply(item.Image), null) { Source = item.Image.Source };
        }
        catch (Exception error)
        {
            // Errors of the source or the convention already name the image.
            var reason =
                error is DataException known && (item is null || item.Image.Source is not null)
                    ? known
                    : new DataException($"The image '{id}' cannot be prepared: {error.Message}", error);
            return new PreparedImage(id, null, null, reason);
        }
    }
}

/// <summary>An image ready for the model, or its error.</summary>
/// <param name="Id">The image's id.</param>
/// <param name="Sample">Size and annotations; null if the image failed.</param>
/// <param name="Input">The model's input; null if the image failed.</param>
/// <param name="Error">The error; null if the image is ready.</param>
public sealed record PreparedImage(string Id, Sample? Sample, ModelInput? Input, DataException? Error)
{
    /// <summary>The picture's file, for messages; null if unknown.</summary>
    public string? Source { get; init; }
}
