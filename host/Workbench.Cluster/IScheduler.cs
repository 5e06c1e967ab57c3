using Workbench.Data;

namespace Workbench.Cluster;

/// <summary>
/// Places and restarts the tasks of a run: Slurm, or another scheduler that can start a numbered task N times and one job after them.
/// A task is <c>workbench task RUN --shard I</c>, and the job after them <c>workbench merge RUN</c>. Both may be started repeatedly.
/// </summary>
public interface IScheduler
{
    /// <summary>Queues a task for each shard, and a merge that starts when all of them have ended.</summary>
    /// <param name="folder">The run's folder, with its scripts.</param>
    /// <param name="shards">The shards, from 1.</param>
    /// <param name="before">
    /// Jobs queued earlier that may still run. The merge waits for them too, and replaces a merge that is still waiting.
    /// </param>
    /// <exception cref="SchedulerException">The scheduler is unavailable or rejects the jobs.</exception>
    QueuedJobs Submit(RunFolder folder, IReadOnlyList<int> shards, IReadOnlyList<QueuedJobs> before);

    /// <summary>The states of the tasks and merges. Jobs that the scheduler no longer lists are left out.</summary>
    /// <param name="jobs">The queued jobs.</param>
    /// <exception cref="SchedulerException">The scheduler is unavailable.</exception>
    IReadOnlyList<JobState> States(IReadOnlyList<QueuedJobs> jobs);

    /// <summary>Cancels the jobs that wait or run.</summary>
    /// <param name="jobs">The queued jobs.</param>
    /// <exception cref="SchedulerException">The scheduler is unavailable or rejects the request.</exception>
    void Cancel(IReadOnlyList<QueuedJobs> jobs);
}

/// <summary>The jobs that one submission queued.</summary>
/// <param name="Tasks">Name of the tasks' job; null if only the merge was queued.</param>
/// <param name="Merge">Name of the merge job.</param>
/// <param name="Shards">The queued shards, from 1.</param>
/// <param name="When">Time of the submission, UTC.</param>
public sealed record QueuedJobs(string? Tasks, string Merge, IReadOnlyList<int> Shards, DateTime When);

/// <summary>State of a job.</summary>
public enum JobPhase
{
    /// <summary>In the queue.</summary>
    Waiting,
    Running,
    /// <summary>Ended with exit code 0.</summary>
    Ended,
    /// <summary>Ended in any other way.</summary>
    Failed,
}

/// <summary>State of a task or a merge.</summary>
/// <param name="Job">Name of the task's job, or of the merge.</param>
/// <param name="Shard">The shard, from 1; null for a merge.</param>
/// <param name="Phase">Its state.</param>
/// <param name="Description">The state as the scheduler prints it, with reason and exit code.</param>
/// <param name="Node">The node; empty if unknown.</param>
public sealed record JobState(string Job, int? Shard, JobPhase Phase, string Description, string Node);

/// <summary>A scheduler is unavailable or rejects a request.</summary>
/// <param name="message">A sentence for the user.</param>
/// <param name="inner">The system's exception, or null.</param>
public class SchedulerException(string message, Exception? inner = null) : WorkbenchException(FailureKind.Unavailable, message, inner);

/// <summary>A scheduler rejects a job because it has too many tasks. Fewer shards help, a retry does not.</summary>
/// <param name="message">A sentence for the user.</param>
/// <param name="most">The most tasks that it accepts; null if unknown.</param>
public sealed class TooManyTasksException(string message, int? most) : SchedulerException(message)
{
    /// <summary>The most tasks that the scheduler accepts; null if unknown.</summary>
    public int? MaxTasks => most;
}
