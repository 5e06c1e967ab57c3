namespace Workbench.Cluster;

/// <summary>What a run costs on a machine, seconds.</summary>
/// <param name="Start">From the start of the program until its first image: program, plugins, model and data.</param>
/// <param name="WarmUp">What the first batch takes longer than any other.</param>
/// <param name="Image">An image, once running, with reading it.</param>
/// <param name="Decode">Of that, reading and preparing an image, where the model waits for it: on the threads that read ahead.</param>
/// <param name="MergeImage">An image's rows in the merge: taking them in and tabulating them.</param>
/// <param name="Finish">What the merge takes whatever it merges: charts, report, figures; without its start.</param>
public sealed record RunCost(double Start, double WarmUp, double Image, double Decode, double MergeImage, double Finish);

/// <summary>What takes the most time of a run in shards.</summary>
public enum Bound
{
    /// <summary>The passes and metrics: more or faster devices help.</summary>
    Compute,
    /// <summary>Reading images: more CPU cores a task help, a faster device does not.</summary>
    Decoding,
    /// <summary>Program, plugins, model and data: fewer shards help.</summary>
    StartUp,
    /// <summary>Taking in rows, tables and report, which one process does.</summary>
    Merge,
}

/// <summary>What a run in shards is predicted to take, without what the scheduler takes to place its jobs.</summary>
/// <param name="Shards">Number of shards.</param>
/// <param name="TaskSeconds">The longest task.</param>
/// <param name="MergeSeconds">The merge.</param>
/// <param name="WallSeconds">From the start of the first task to the end of the merge.</param>
/// <param name="TaskHours">Hours of all tasks together: what is paid for.</param>
/// <param name="Bound">What takes the most of the wall time.</param>
public sealed record Forecast(int Shards, double TaskSeconds, double MergeSeconds, double WallSeconds, double TaskHours, Bound Bound)
{
    /// <summary>Predicts a run.</summary>
    /// <param name="cost">What it costs on the machine that was measured.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="shards">Number of shards.</param>
    /// <param name="atOnce">Tasks that run at a time; null for all.</param>
    /// <param name="speed">How many times faster a task's device is than the one measured; reading images, start-up and merge are as measured.</param>
    public static Forecast Of(RunCost cost, int images, int shards, int? atOnce = null, double speed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        // Reading goes on beside the passes: the slower of them counts.
        var compute = Math.Max(0, cost.Image - cost.Decode) / speed;
        var (isDecoding, image) = (cost.Decode > compute, speed == 1 ? cost.Image : Math.Max(cost.Decode, compute));
        var sizes = Enumerable.Range(0, shards).Select(shard => images / shards + (shard < images % shards ? 1 : 0)).ToList();
        var times = sizes.Select(size => cost.Start + (size > 0 ? cost.WarmUp + size * image : 0)).ToList();
        // As a scheduler places them: the next one where a place is free first.
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
        (double Seconds, Bound Bound)[] parts =
        [
            (working, isDecoding ? Bound.Decoding : Bound.Compute),
            (waves * (cost.Start + cost.WarmUp), Bound.StartUp),
            (merge, Bound.Merge),
        ];
        return new Forecast(shards, times[0], merge, last + merge, times.Sum() / 3600, parts.MaxBy(part => part.Seconds).Bound);
    }
}
