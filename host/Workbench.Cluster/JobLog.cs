using System.Text.Json;

namespace Workbench.Cluster;

/// <summary>The jobs queued for a run, <c>jobs.jsonl</c>: a line per submission.</summary>
public static class JobLog
{
    /// <summary>All submissions, in order; empty if nothing was queued.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="SubmissionException">The file is damaged.</exception>
    public static IReadOnlyList<QueuedJobs> Read(RunFolder folder)
    {
        try
        {
            if (!File.Exists(folder.Jobs)) return [];
            var lines = File.ReadLines(folder.Jobs).Where(line => line.Length > 0);
            return [.. lines.Select(line => JsonSerializer.Deserialize<QueuedJobs>(line)!)];
        }
        catch (JsonException error)
        {
            throw new SubmissionException($"'{folder.Jobs}' is damaged: {error.Message}", error);
        }
    }

    /// <summary>Appends a submission.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="jobs">The queued jobs.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Add(RunFolder folder, QueuedJobs jobs) => File.AppendAllText(folder.Jobs, JsonSerializer.Serialize(jobs) + "\n");
}
