using System.Diagnostics;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cluster;

/// <summary>How a task ended.</summary>
public enum TaskEnd
{
    /// <summary>The shard has all its rows.</summary>
    Complete,
    /// <summary>It was stopped, after it had computed something: started again, it goes on.</summary>
    Stopped,
    /// <summary>It was stopped before it had computed anything: started again with the same time, it would not get further.</summary>
    StoppedAtOnce,
    /// <summary>Images lack a cell, for a reason that may pass: a plugin that did not return in time, memory that ran out.</summary>
    Incomplete,
}

/// <summary>Computes a shard: what its store lacks, from the first missing image.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="shard">The shard, from 1.</param>
public sealed class ShardTask(RunFolder folder, int shard)
{
    private readonly DateTime _started = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private TaskProgress? _progress;

    /// <summary>Images of the shard that have all their cells.</summary>
    public int Done { get; private set; }

    /// <summary>Computes it.</summary>
    /// <param name="opened">The shard.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancel">Stops it after the images in hand, which are kept.</param>
    /// <exception cref="RunStoreException">The store cannot be written: a full disk, a quota.</exception>
    public TaskEnd Compute(SubmittedRun opened, ProgressBar progress, CancellationToken cancel)
    {
        var run = opened.Run;
        using var store = CellStore.OpenShared(folder.Shard(shard));
        var ready = DateTime.UtcNow;
        void Say() =>
            (
                _progress = new TaskProgress
                {
                    Host = Environment.MachineName,
                    Process = Environment.ProcessId,
                    Started = _started,
                    Ready = ready,
                    Updated = DateTime.UtcNow,
                    Computed = run.Computed,
                }
            ).Write(folder.Shard(shard));
        Say();
        progress("images", run.Ids.Count, (report, token) => run.Compute(store, ProgressBars.Count(done =>
        {
            report.Report(done);
            Say();
        }), token), cancel);
        Say();
        var missing = run.Missing(store).Count;
        Done = run.Ids.Count - missing;
        return missing == 0 ? TaskEnd.Complete
            : !cancel.IsCancellationRequested ? TaskEnd.Incomplete
            : run.Computed > 0 ? TaskEnd.Stopped
            : TaskEnd.StoppedAtOnce;
    }

    /// <summary>Writes down how the task ended.</summary>
    /// <param name="exitCode">The exit code.</param>
    public void End(int exitCode)
    {
        var now = DateTime.UtcNow;
        var last = _progress
            ?? new TaskProgress
            {
                Host = Environment.MachineName,
                Process = Environment.ProcessId,
                Started = _started,
                Ready = now,
                Updated = now,
            };
        (last with { ExitCode = exitCode }).Write(folder.Shard(shard));
    }
}
