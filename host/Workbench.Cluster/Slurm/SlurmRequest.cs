using System.Text.Json;
using Workbench.Data;

namespace Workbench.Cluster.Slurm;

/// <summary>What is asked of Slurm for each task, in sbatch's words; what is null is left to the cluster. Kept in the run's folder as <c>slurm.json</c>.</summary>
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

    /// <summary>What a run's tasks were last asked with; nothing where its folder does not say.</summary>
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

    /// <summary>Keeps it in the run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(RunFolder folder) =>
        WholeFile.Write(Path.Combine(folder.Root, Name), stream => JsonSerializer.Serialize(stream, this, s_json));
}
