namespace Workbench.Cluster;

/// <summary>Cost of a run on one machine, in seconds.</summary>
/// <param name="Start">Start-up, from the start of the program to its first image: program, plugins, model and data.</param>
/// <param name="WarmUp">Extra time of the first batch.</param>
/// <param name="Image">Time per image after the warm-up, including reading.</param>
/// <param name="Decode">Time per image to read and prepare it, spread over the threads that read ahead.</param>
/// <param name="MergeImage">Time per image in the merge: to merge and tabulate its rows.</param>
/// <param name="Finish">Fixed time of the merge: charts, report and figures, without its start-up.</param>
public sealed record RunCost(double Start, double WarmUp, double Image, double Decode, double MergeImage, double Finish);

/// <summary>The part of a sharded run that takes the most wall time.</summary>
public enum Bottleneck
{
    /// <summary>The passes and metrics: more or faster devices help.</summary>
    Compute,
    /// <summary>Reading images: more CPU cores per task help, a faster device does not.</summary>
    Decoding,
    /// <summary>Loading the program, plugins, model and data: fewer shards help.</summary>
    StartUp,
    /// <summary>Merging rows, tables and report, in one process.</summary>
    Merge,
}

/// <summary>Predicted time of a sharded run, without the scheduler's delays.</summary>
/// <param name="Shards">Number of shards.</param>
/// <param name="TaskSeconds">Time of the longest task.</param>
/// <param name="MergeSeconds">Time of the merge.</param>
/// <param name="WallSeconds">Time from the start of the first task to the end of the merge.</param>
/// <param name="TaskHours">Sum over the tasks, in hours: the time that is paid for.</param>
/// <param name="Bottleneck">The part that takes the most wall time.</param>
public sealed record Forecast(
    int Shards,
    double TaskSeconds,
    double MergeSeconds,
    double WallSeconds,
    double TaskHours,
    Bottleneck Bottleneck)
{
    /// <summary>Predicts a run.</summary>
    /// <param name="cost">Its cost on the measured machine.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="shards">Number of shards.</param>
    /// <param name="atOnce">Number of tasks that run at a time; null for all.</param>
    /// <param name="speed">
    /// Speed of a task's device relative to the measured one. Reading images, start-up and merge stay as measured.
    /// </param>
    public static Forecast Predict(RunCost cost, int images, int shards, int? atOnce = null, double speed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        // Images are read while passes run, so the slower of the two counts.
        var compute = Math.Max(0, cost.Image - cost.Decode) / speed;
        var (isDecoding, image) = (cost.Decode > compute, speed == 1 ? cost.Image : Math.Max(cost.Decode, compute));
        var sizes = Enumerable.Range(0, shards).Select(shard => images / shards + (shard < images % shards ? 1 : 0)).ToList();
        var times = sizes.Select(size => cost.Start + (size > 0 ? cost.WarmUp + size * image : 0)).ToList();
        // Like a scheduler: the next task starts in the place that is free first.
        var places = new PriorityQueue<int, double>(Enumerable.Range(0, Math.Min(atOnce ?? shards, shards)).Select(place => (place, 0.0)));
        var last = 0.0;
        foreach (var time in times)
        {
            places.TryDequeue(out var place, out var free);
            last = Math.Max(last, free + time);
            places.Enqueue(place, free + time);
        }
        var merge = cost.Start + cost.Finish + images * cost.MergeImage;
        var waves = Math.Ceiling((double)shards / Math.Min(atOnce ?? shards, shards));
        var working = last - waves * (cost.Start + cost.WarmUp);
        (double Seconds, Bottleneck Bound)[] parts =
        [
            (working, isDecoding ? Bottleneck.Decoding : Bottleneck.Compute),
            (waves * (cost.Start + cost.WarmUp), Bottleneck.StartUp),
            (merge, Bottleneck.Merge),
        ];
        return new Forecast(shards, times[0], merge, last + merge, times.Sum() / 3600, parts.MaxBy(part => part.Seconds).Bound);
    }
}
