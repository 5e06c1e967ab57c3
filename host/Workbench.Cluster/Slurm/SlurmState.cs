namespace Workbench.Cluster.Slurm;

/// <summary>A task of an array, or a job, as Slurm's commands tell it.</summary>
/// <param name="Job">The job's or array's number.</param>
/// <param name="Task">The task's number in the array; null for a job.</param>
/// <param name="State">Slurm's word: <c>PENDING</c>, <c>RUNNING</c>, <c>NODE_FAIL</c>…</param>
/// <param name="Why">Reason or exit code; empty where there is none.</param>
/// <param name="Node">The nodes.</param>
internal sealed record SlurmState(string Job, int? Task, string State, string Why, string Node)
{
    public JobPhase Phase => State switch
    {
        "PENDING" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED" or "SPECIAL_EXIT" or "SUSPENDED" or "RESV_DEL_HOLD" => JobPhase.Waiting,
        "RUNNING" or "COMPLETING" or "CONFIGURING" or "SIGNALING" or "STAGE_OUT" or "STOPPED" or "RESIZING" => JobPhase.Running,
        "COMPLETED" => JobPhase.Ended,
        _ => JobPhase.Failed,   // FAILED, TIMEOUT, NODE_FAIL, CANCELLED, OUT_OF_MEMORY, PREEMPTED, BOOT_FAIL, DEADLINE, REVOKED
    };

    public string Said => Why.Length > 0 ? $"{State} ({Why})" : State;
}
