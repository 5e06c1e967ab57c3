namespace Workbench.Cluster;

/// <summary>Paths of the parts of a submitted run. The folder is on a file system that all machines share.</summary>
/// <param name="root">The run's folder.</param>
public sealed class RunFolder(string root)
{
    /// <summary>Full path of the run's folder: it holds the merged store, tables, figures and report.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    public string Name => Path.GetFileName(Root);

    /// <summary>The spec that every task reads: resolved, with every default and path filled in.</summary>
    public string Spec => Path.Combine(Root, "spec.yaml");

    /// <summary>The file of the <see cref="Cluster.Submission"/>. Written once.</summary>
    public string Submission => Path.Combine(Root, "submission.json");

    /// <summary>The log of queued jobs, a line per submission: <see cref="QueuedJobs"/>.</summary>
    public string Jobs => Path.Combine(Root, "jobs.jsonl");

    /// <summary>The script of a task.</summary>
    public string TaskScript => Path.Combine(Root, "task.sh");

    /// <summary>The script of the merge.</summary>
    public string MergeScript => Path.Combine(Root, "merge.sh");

    /// <summary>Folder of the jobs' output.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Output of a shard's tasks.</summary>
    /// <param name="shard">The shard, from 1.</param>
    public string Log(int shard) => Path.Combine(Logs, $"shard-{shard}.log");

    /// <summary>Output of the merges.</summary>
    public string MergeLog => Path.Combine(Logs, "merge.log");

    /// <summary>Folder of a shard's store and progress. Only its tasks write there.</summary>
    /// <param name="shard">The shard, from 1.</param>
    public string Shard(int shard) => Path.Combine(Root, "shards", $"{shard}");

    /// <summary>Whether a folder has a submitted run.</summary>
    /// <param name="folder">The folder.</param>
    public static bool HasSubmission(string folder) => File.Exists(new RunFolder(folder).Submission);
}
