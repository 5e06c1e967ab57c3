using System.Diagnostics;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cluster;

/// <summary>Result of a task.</summary>
public enum TaskResult
{
    /// <summary>The shard has all rows.</summary>
    Complete,
    /// <summary>Stopped after it had computed at least one image. A new start continues.</summary>
    Stopped,
    /// <summary>Stopped before it had computed an image. A new start with the same time limit would not get further.</summary>
    StoppedAtOnce,
    /// <summary>Images lack a cell for a reason that may be temporary: a plugin timed out, or memory ran out.</summary>
    Incomplete,
}

/// <summary>Computes what a shard's store lacks, from the first missing image.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="shard">The shard, from 1.</param>
public sealed class ShardTask(RunFolder folder, int shard)
{
    private readonly DateTime _started = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private TaskProgress? _progress;

    /// <summary>Number of the shard's images that have all their cells.</summary>
    public int Done { get; private set; }

    /// <summary>Computes the shard.</summary>
    /// <param name="opened">The opened shard.</param>
    /// <param name="progress">Shows the progress.</param>
    /// <param name="cancel">Stops after the current batch, whose rows are kept.</param>
    /// <exception cref="RunStoreException">The store cannot be written, for example because the disk is full.</exception>
    public TaskResult Compute(SubmittedRun opened, ProgressBar progress, CancellationToken cancel)
    {
        var run = opened.Run;
        using var store = CellStore.OpenShared(folder.Shard(shard));
        var ready = DateTime.UtcNow;
        void WriteProgress()
        {
            _progress = new TaskProgress
            {
                Host = Environment.MachineName,
                Process = Environment.ProcessId,
                Started = _started,
                Ready = ready,
                Updated = DateTime.UtcNow,
                Computed = run.ComputedImages,
            };
            _progress.Write(folder.Shard(shard));
        }
        WriteProgress();
        progress("images", run.Ids.Count, (report, token) => run.Compute(store, ProgressBars.Count(done =>
        {
            report.Report(done);
            WriteProgress();
        }), token), cancel);
        WriteProgress();
        var missing = run.MissingImages(store).Count;
        Done = run.Ids.Count - missing;
        return missing == 0 ? TaskResult.Complete
            : !cancel.IsCancellationRequested ? TaskResult.Incomplete
            : run.ComputedImages > 0 ? TaskResult.Stopped
            : TaskResult.StoppedAtOnce;
    }

    /// <summary>Records the exit code in the shard's progress.</summary>
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
