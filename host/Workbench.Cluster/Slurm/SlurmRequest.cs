using System.Text.Json;
using Workbench.Data;

namespace Workbench.Cluster.Slurm;

/// <summary>
/// The sbatch options of each task, kept in the run's folder as <c>slurm.json</c>. A null option is left to the cluster's default.
/// </summary>
public sealed record SlurmRequest
{
    private const string Name = "slurm.json";
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary><c>--partition</c>.</summary>
    public string? Partition { get; init; }

    /// <summary><c>--gpus-per-task</c>.</summary>
    public int? Gpus { get; init; }

    /// <summary><c>--cpus-per-task</c>.</summary>
    public int? Cpus { get; init; }

    /// <summary><c>--mem</c>, for example <c>8G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary><c>--time</c>, for example <c>2:00:00</c>.</summary>
    public string? Time { get; init; }

    /// <summary><c>--account</c>.</summary>
    public string? Account { get; init; }

    /// <summary><c>--exclude</c>: nodes not to use.</summary>
    public string? Exclude { get; init; }

    /// <summary>Number of tasks that run at a time; null for no limit.</summary>
    public int? AtOnce { get; init; }

    /// <summary>
    /// Seconds before the time limit at which Slurm signals a task to stop. The task finishes its current images and is requeued.
    /// </summary>
    public int Grace { get; init; } = 60;

    /// <summary>Other sbatch options, for example <c>--qos=low</c>.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Partition of the merge, which runs on the CPU; null for the partition of the tasks.</summary>
    public string? MergePartition { get; init; }

    /// <summary>Reads the options of a run's tasks; all defaults if the folder has no <c>slurm.json</c>.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="SubmissionException">The file is damaged.</exception>
    public static SlurmRequest Read(RunFolder folder)
    {
        var file = Path.Combine(folder.Root, Name);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<SlurmRequest>(File.ReadAllBytes(file), s_json)! : new SlurmRequest();
        }
        catch (JsonException error)
        {
            throw new SubmissionException($"'{file}' is damaged: {error.Message}", error);
        }
    }

    /// <summary>Writes <c>slurm.json</c> to the run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(RunFolder folder) =>
        AtomicFile.Write(Path.Combine(folder.Root, Name), stream => JsonSerializer.Serialize(stream, this, s_json));
}
