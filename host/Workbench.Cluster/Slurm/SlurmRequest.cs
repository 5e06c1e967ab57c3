namespace Workbench.Cluster.Slurm;

/// <summary>What is asked of Slurm for each task, in sbatch's words; what is null is left to the cluster.</summary>
public sealed record SlurmRequest
{
    /// <summary><c>--partition</c>.</summary>
    public string? Partition { get; init; }

    /// <summary><c>--gpus-per-task</c>.</summary>
    public int? Gpus { get; init; }

    /// <summary><c>--cpus-per-task</c>.</summary>
    public int? Cpus { get; init; }

    /// <summary><c>--mem</c>: <c>8G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary><c>--time</c>: <c>2:00:00</c>.</summary>
    public string? Time { get; init; }

    /// <summary><c>--account</c>.</summary>
    public string? Account { get; init; }

    /// <summary><c>--exclude</c>: nodes that are not to be used.</summary>
    public string? Exclude { get; init; }

    /// <summary>How many tasks run at a time; null for as many as Slurm places.</summary>
    public int? AtOnce { get; init; }

    /// <summary>Seconds before the time limit at which a task is told to stop: it finishes the images in hand, keeps them, and is queued again.</summary>
    public int Grace { get; init; } = 60;

    /// <summary>Other options of sbatch, as <c>--qos=low</c>.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Partition of the merge, which computes on the CPU; null for the tasks'.</summary>
    public string? MergePartition { get; init; }
}
