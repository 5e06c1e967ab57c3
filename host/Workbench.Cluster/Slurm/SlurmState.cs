namespace Workbench.Cluster.Slurm;

/// <summary>State of an array task or a job, as Slurm's commands print it.</summary>
/// <param name="Job">Number of the job or array.</param>
/// <param name="Task">Number of the task in the array; null for a job.</param>
/// <param name="State">Slurm's state: <c>PENDING</c>, <c>RUNNING</c>, <c>NODE_FAIL</c>…</param>
/// <param name="Reason">Reason or exit code; may be empty.</param>
/// <param name="Node">The nodes; may be empty.</param>
internal sealed record SlurmState(string Job, int? Task, string State, string Reason, string Node)
{
    public JobPhase Phase => State switch
    {
        "PENDING" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED" or "SPECIAL_EXIT" or "SUSPENDED" or "RESV_DEL_HOLD" => JobPhase.Waiting,
        "RUNNING" or "COMPLETING" or "CONFIGURING" or "SIGNALING" or "STAGE_OUT" or "STOPPED" or "RESIZING" => JobPhase.Running,
        "COMPLETED" => JobPhase.Ended,
        _ => JobPhase.Failed,   // FAILED, TIMEOUT, NODE_FAIL, CANCELLED, OUT_OF_MEMORY, PREEMPTED, BOOT_FAIL, DEADLINE, REVOKED
    };

    public string Description => Reason.Length > 0 ? $"{State} ({Reason})" : State;
}
