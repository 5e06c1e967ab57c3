using System.Globalization;

namespace Workbench.Cluster.Slurm;

/// <summary>States of the jobs that the controller still remembers, from <c>squeue</c>.</summary>
internal static class SlurmQueue
{
    // Number of the array or job, number of the task, state, nodes, reason. The reason is free text, so it is last.
    private const string Format = "%F|%K|%T|%N|%r";

    public static IReadOnlyList<SlurmState> Read(IReadOnlyList<string> jobs)
    {
        var (code, output, error) = SlurmCommand.Try(
            "squeue",
            ["--noheader", "--array", "--states=all", $"--jobs={string.Join(',', jobs)}", $"--format={Format}"]);
        // squeue reports an error for a single job that it has forgotten.
        if (code != 0 && !error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase))
            throw new SchedulerException($"squeue failed: {error}");
        return Parse(output);
    }

    /// <summary>Parses its lines.</summary>
    public static IReadOnlyList<SlurmState> Parse(string output) =>
    [
        .. output.Split('\n').Select(line => line.Trim().Split('|', 5)).Where(parts => parts.Length == 5)
            .Select(parts => new SlurmState(
                parts[0],
                int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var task) ? task : null,
                parts[2],
                parts[4] == "None" ? "" : parts[4],
                parts[3])),
    ];
}
