using Workbench.Engine.Store;

namespace Workbench.Cluster;

/// <summary>State of a shard.</summary>
public enum ShardPhase
{
    /// <summary>The store has all rows.</summary>
    Done,
    /// <summary>A task is computing it.</summary>
    Running,
    /// <summary>A task is in the queue.</summary>
    Waiting,
    /// <summary>The task ended, and rows are missing.</summary>
    Failed,
    /// <summary>Rows are missing, and the scheduler has no task for it.</summary>
    Missing,
}

/// <summary>Status of a shard of a submitted run.</summary>
/// <param name="Shard">Its number, from 1.</param>
/// <param name="Phase">Its state.</param>
/// <param name="Done">Number of images that have all their rows.</param>
/// <param name="Total">Number of its images.</param>
/// <param name="Progress">Progress of its last task, or null.</param>
/// <param name="Detail">The fault of the store, else the state as the scheduler prints it; may be empty.</param>
/// <param name="Node">The node of its last task; empty if unknown.</param>
/// <param name="LastLine">The last line of its log if it failed, else null.</param>
public sealed record ShardStatus(
    int Shard,
    ShardPhase Phase,
    int Done,
    int Total,
    TaskProgress? Progress,
    string Detail,
    string Node,
    string? LastLine);

/// <summary>Status of a submitted run, from its shards' stores and the scheduler.</summary>
/// <param name="Shards">The shards, in order.</param>
/// <param name="Merge">State of the merge that was queued last; null if the scheduler does not know it.</param>
public sealed record RunStatus(IReadOnlyList<ShardStatus> Shards, JobState? Merge)
{
    /// <summary>Number of images that have all their rows.</summary>
    public int Done => Shards.Sum(shard => shard.Done);

    /// <summary>Number of images.</summary>
    public int Total => Shards.Sum(shard => shard.Total);

    /// <summary>Images per second of all running tasks; 0 until one has computed an image.</summary>
    public double Speed => Shards.Where(shard => shard.Phase == ShardPhase.Running).Sum(shard => shard.Progress?.Speed ?? 0);

    /// <summary>Time left at this speed, if nothing fails; null while the speed is 0.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            var going = Shards.Where(shard => shard.Phase is ShardPhase.Running or ShardPhase.Waiting).ToList();
            if (Speed == 0) return null;
            // The time of all tasks together, but at least that of the slowest.
            var slowest = going
                .Where(shard => shard.Progress?.Speed > 0)
                .Select(shard => (shard.Total - shard.Done) / shard.Progress!.Speed)
                .DefaultIfEmpty(0)
                .Max();
            return TimeSpan.FromSeconds(Math.Max(slowest, going.Sum(shard => shard.Total - shard.Done) / Speed));
        }
    }

    /// <summary>Shards that lack rows and have no task. 'submit --resume' queues them.</summary>
    public IReadOnlyList<int> ShardsToQueue =>
        [.. Shards.Where(shard => shard.Phase is ShardPhase.Failed or ShardPhase.Missing).Select(shard => shard.Shard)];

    /// <summary>Reads the status of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="submission">The submitted run.</param>
    /// <param name="states">The scheduler's job states.</param>
    public static RunStatus Read(RunFolder folder, Submission submission, IReadOnlyList<JobState> states)
    {
        var keys = submission.Cells.Select(cell => cell.Key).ToHashSet(StringComparer.Ordinal);
        var queued = JobLog.Read(folder);
        // A shard may have several tasks; the last queued one counts.
        var tasks = queued
            .Select(jobs => jobs.Tasks)
            .OfType<string>()
            .SelectMany(job => states.Where(state => state.Job == job && state.Shard is not null))
            .GroupBy(state => state.Shard!.Value)
            .ToDictionary(shard => shard.Key, shard => shard.Last());
        return new RunStatus(
            [
                .. Enumerable
                    .Range(1, submission.Shards)
                    .Select(shard => Read(folder, submission.CellsByImage(shard), keys, shard, tasks.GetValueOrDefault(shard))),
            ],
            queued is [.., { Merge: var merge }] ? states.FirstOrDefault(state => state.Job == merge && state.Shard is null) : null);
    }

    private static ShardStatus Read(
        RunFolder folder,
        IReadOnlyDictionary<string, int> wanted,
        HashSet<string> keys,
        int shard,
        JobState? task)
    {
        var (done, wrong) = (0, "");
        try
        {
            var entries = StoreCounts.CountByImage(folder.Shard(shard), keys);
            done = wanted.Count(image => entries.GetValueOrDefault(image.Key) >= image.Value);
        }
        catch (RunStoreException error)
        {
            wrong = error.Message;
        }
        var progress = TaskProgress.Read(folder.Shard(shard));
        var phase = done == wanted.Count && wrong.Length == 0 ? ShardPhase.Done
            : task?.Phase switch
            {
                JobPhase.Running => ShardPhase.Running,
                JobPhase.Waiting => ShardPhase.Waiting,
                JobPhase.Failed or JobPhase.Ended => ShardPhase.Failed,
                _ => progress?.ExitCode is null or 0 ? ShardPhase.Missing : ShardPhase.Failed,
            };
        return new ShardStatus(
            shard,
            phase,
            done,
            wanted.Count,
            progress,
            wrong.Length > 0 ? wrong : task?.Description ?? "",
            task?.Node is { Length: > 0 } node ? node : progress?.Host ?? "",
            phase == ShardPhase.Failed ? LastLine(folder.Log(shard)) : null);
    }

    private static string? LastLine(string file)
    {
        try
        {
            return File.ReadLines(file).LastOrDefault(line => !string.IsNullOrWhiteSpace(line));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
