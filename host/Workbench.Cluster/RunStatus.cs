using Workbench.Engine.Store;

namespace Workbench.Cluster;

/// <summary>What a shard is doing.</summary>
public enum ShardPhase
{
    /// <summary>Its store has all its rows.</summary>
    Done,
    /// <summary>A task computes it.</summary>
    Running,
    /// <summary>A task waits in the queue.</summary>
    Waiting,
    /// <summary>Its task ended, and rows are missing.</summary>
    Failed,
    /// <summary>Rows are missing, and no task is known.</summary>
    Missing,
}

/// <summary>A shard of a submitted run.</summary>
/// <param name="Shard">Which, from 1.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Images that have all their rows.</param>
/// <param name="Wanted">Its images.</param>
/// <param name="Progress">What its last task said, or null.</param>
/// <param name="Said">The scheduler's words, or what is wrong with the store; empty where there are none.</param>
/// <param name="Node">Where it runs or ran.</param>
/// <param name="LastLine">The last line of its log, where it failed; else null.</param>
public sealed record ShardStatus(
    int Shard,
    ShardPhase Phase,
    int Done,
    int Wanted,
    TaskProgress? Progress,
    string Said,
    string Node,
    string? LastLine);

/// <summary>How far a submitted run is: from the shards' stores, and from what the scheduler knows.</summary>
/// <param name="Shards">The shards, in order.</param>
/// <param name="Merge">The last merge that was queued, or null where the scheduler knows of none.</param>
public sealed record RunStatus(IReadOnlyList<ShardStatus> Shards, JobState? Merge)
{
    /// <summary>Images that have all their rows.</summary>
    public int Done => Shards.Sum(shard => shard.Done);

    /// <summary>All images.</summary>
    public int Wanted => Shards.Sum(shard => shard.Wanted);

    /// <summary>Images per second of the tasks that run; 0 where none has computed anything yet.</summary>
    public double Speed => Shards.Where(shard => shard.Phase == ShardPhase.Running).Sum(shard => shard.Progress?.Speed ?? 0);

    /// <summary>Time until the last image at that speed, if nothing fails; null where nothing tells it.</summary>
    public TimeSpan? Left
    {
        get
        {
            var going = Shards.Where(shard => shard.Phase is ShardPhase.Running or ShardPhase.Waiting).ToList();
            if (Speed == 0) return null;
            // The tasks together, and no sooner than the slowest of them.
            var slowest = going
                .Where(shard => shard.Progress?.Speed > 0)
                .Select(shard => (shard.Wanted - shard.Done) / shard.Progress!.Speed)
                .DefaultIfEmpty(0)
                .Max();
            return TimeSpan.FromSeconds(Math.Max(slowest, going.Sum(shard => shard.Wanted - shard.Done) / Speed));
        }
    }

    /// <summary>Shards that lack rows and have no task: what is to be queued.</summary>
    public IReadOnlyList<int> Idle =>
        [.. Shards.Where(shard => shard.Phase is ShardPhase.Failed or ShardPhase.Missing).Select(shard => shard.Shard)];

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="submission">What was submitted.</param>
    /// <param name="states">What the scheduler knows.</param>
    public static RunStatus Of(RunFolder folder, Submission submission, IReadOnlyList<JobState> states)
    {
        var keys = submission.Cells.Select(cell => cell.Key).ToHashSet(StringComparer.Ordinal);
        var queued = JobLog.Read(folder);
        // Of several tasks of a shard, the last that was queued.
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
                    .Select(shard => Of(folder, submission.Wanted(shard), keys, shard, tasks.GetValueOrDefault(shard))),
            ],
            queued is [.., { Merge: var merge }] ? states.FirstOrDefault(state => state.Job == merge && state.Shard is null) : null);
    }

    private static ShardStatus Of(
        RunFolder folder,
        IReadOnlyDictionary<string, int> wanted,
        HashSet<string> keys,
        int shard,
        JobState? task)
    {
        var (done, wrong) = (0, "");
        try
        {
            var entries = StoreCensus.Of(folder.Shard(shard), keys);
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
            wrong.Length > 0 ? wrong : task?.Said ?? "",
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
