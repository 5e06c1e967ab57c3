using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>
/// Places and restarts the tasks of a run: Slurm, or another that can start a numbered task N times and one job after them. A task is <c>workbench task RUN --shard I</c>, and the job after them
/// <c>workbench merge RUN</c>: both may be started any number of times.
/// </summary>
public interface IScheduler
{
    /// <summary>Queues a task for each shard, and the merge for when they have all ended.</summary>
    /// <param name="folder">The run's folder, with its scripts.</param>
    /// <param name="shards">The shards, from 1.</param>
    /// <param name="before">What was queued before, and may still run: the merge waits for it too, and takes the place of a merge that still waits.</param>
    /// <exception cref="SchedulerException">It is not there, or refuses.</exception>
    QueuedJobs Submit(RunFolder folder, IReadOnlyList<int> shards, IReadOnlyList<QueuedJobs> before);

    /// <summary>What it knows of the tasks and merges; those that it has forgotten are left out.</summary>
    /// <param name="jobs">What was queued.</param>
    /// <exception cref="SchedulerException">It is not there, or does not answer.</exception>
    IReadOnlyList<JobState> States(IReadOnlyList<QueuedJobs> jobs);

    /// <summary>Ends all that waits or runs.</summary>
    /// <param name="jobs">What was queued.</param>
    /// <exception cref="SchedulerException">It is not there, or refuses.</exception>
    void Cancel(IReadOnlyList<QueuedJobs> jobs);
}

/// <summary>What one submission queued.</summary>
/// <param name="Tasks">Name of the tasks' job; null where only the merge was queued.</param>
/// <param name="Merge">Name of the merge.</param>
/// <param name="Shards">The shards.</param>
/// <param name="When">When, UTC.</param>
public sealed record QueuedJobs(string? Tasks, string Merge, IReadOnlyList<int> Shards, DateTime When);

/// <summary>What a job is doing.</summary>
public enum JobPhase
{
    /// <summary>It waits in the queue.</summary>
    Waiting,
    /// <summary>It runs.</summary>
    Running,
    /// <summary>It ended with 0.</summary>
    Ended,
    /// <summary>It ended otherwise.</summary>
    Failed,
}

/// <summary>A task or a merge.</summary>
/// <param name="Job">Name of the task's job, or of the merge.</param>
/// <param name="Shard">The shard, from 1; null for a merge.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Said">The scheduler's own words: state, reason, exit code.</param>
/// <param name="Node">Where it runs or ran; empty where that is not known.</param>
public sealed record JobState(string Job, int? Shard, JobPhase Phase, string Said, string Node);

/// <summary>A scheduler is not there, does not answer, or refuses; the message is for the user.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">What the system said, or null.</param>
public class SchedulerException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner);

/// <summary>A scheduler takes no job of so many tasks: to ask again is of no use, with fewer shards it is.</summary>
/// <param name="message">A sentence.</param>
/// <param name="most">The most tasks that it takes; null where it does not say.</param>
public sealed class TooManyTasksException(string message, int? most) : SchedulerException(message)
{
    /// <summary>The most tasks that it takes; null where it does not say.</summary>
    public int? Most => most;
}
