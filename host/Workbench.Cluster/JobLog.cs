using System.Text.Json;

namespace Workbench.Cluster;

/// <summary>What was queued for a run, <c>jobs.jsonl</c>: a line for each submission.</summary>
public static class JobLog
{
    /// <summary>All of it, in order; nothing where nothing was queued.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="SubmissionException">The file is damaged.</exception>
    public static IReadOnlyList<QueuedJobs> Read(RunFolder folder)
    {
        try
        {
            return File.Exists(folder.Jobs)
                ?
                [
                    .. File.ReadLines(folder.Jobs)
                        .Where(line => line.Length > 0)
                        .Select(line => JsonSerializer.Deserialize<QueuedJobs>(line)!),
                ]
                : [];
        }
        catch (JsonException error)
        {
            throw new SubmissionException($"'{folder.Jobs}' is damaged: {error.Message}", error);
        }
    }

    /// <summary>Adds a submission.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="jobs">What was queued.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Add(RunFolder folder, QueuedJobs jobs) => File.AppendAllText(folder.Jobs, JsonSerializer.Serialize(jobs) + "\n");
}
