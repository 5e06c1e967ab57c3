using System.Globalization;

namespace Workbench.Cluster.Slurm;

/// <summary>What <c>squeue</c> tells: all that the controller still remembers.</summary>
internal static class SlurmQueue
{
    // Array's or job's number, task's number, state, nodes, reason. A reason is free text.
    private const string Format = "%F|%K|%T|%N|%r";

    public static IReadOnlyList<SlurmState> Read(IReadOnlyList<string> jobs)
    {
        var (code, output, error) = SlurmCommand.Try(
            "squeue",
            ["--noheader", "--array", "--states=all", $"--jobs={string.Join(',', jobs)}", $"--format={Format}"]);
        // A single job that it has forgotten is an error to squeue.
        if (code != 0 && !error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase))
            throw new SchedulerException($"squeue says: {error}");
        return Parse(output);
    }

    /// <summary>Reads its lines.</summary>
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
