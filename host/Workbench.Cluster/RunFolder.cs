namespace Workbench.Cluster;

/// <summary>Where the parts of a submitted run lie. The folder is on a file system that all machines share.</summary>
/// <param name="root">The run's folder.</param>
public sealed class RunFolder(string root)
{
    /// <summary>Full path of the run's folder: it holds the merged store, tables, figures and report.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>The folder's name.</summary>
    public string Name => Path.GetFileName(Root);

    /// <summary>The spec that every task reads: resolved, with every default and path filled in.</summary>
    public string Spec => Path.Combine(Root, "spec.yaml");

    /// <summary>What was submitted: a <see cref="Cluster.Submission"/>. Never changed.</summary>
    public string Submission => Path.Combine(Root, "submission.json");

    /// <summary>What was queued, a line each time: <see cref="QueuedJobs"/>.</summary>
    public string Jobs => Path.Combine(Root, "jobs.jsonl");

    /// <summary>What a task runs.</summary>
    public string TaskScript => Path.Combine(Root, "task.sh");

    /// <summary>What the job after the tasks runs.</summary>
    public string MergeScript => Path.Combine(Root, "merge.sh");

    /// <summary>Folder of what the jobs print.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>What the tasks of a shard have printed.</summary>
    /// <param name="shard">The shard, from 1.</param>
    public string Log(int shard) => Path.Combine(Logs, $"shard-{shard}.log");

    /// <summary>What the merges have printed.</summary>
    public string MergeLog => Path.Combine(Logs, "merge.log");

    /// <summary>Folder of a shard's store and progress; its tasks alone write there.</summary>
    /// <param name="shard">The shard, from 1.</param>
    public string Shard(int shard) => Path.Combine(Root, "shards", $"{shard}");

    /// <summary>Whether a folder holds a submitted run.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Is(string folder) => File.Exists(new RunFolder(folder).Submission);
}
