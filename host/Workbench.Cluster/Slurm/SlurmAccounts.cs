using System.Globalization;

namespace Workbench.Cluster.Slurm;

/// <summary>
/// States of jobs that the controller has forgotten, from <c>sacct</c>. Empty if the cluster has no accounting or the command is missing.
/// </summary>
internal static class SlurmAccounts
{
    public static IReadOnlyList<SlurmState> Read(IReadOnlyList<string> jobs)
    {
        try
        {
            // For a requeued task, sacct prints its last start.
            var (code, output, _) = SlurmCommand.Try(
                "sacct",
                [
                    "--noheader",
                    "--parsable2",
                    "--allocations",
                    $"--jobs={string.Join(',', jobs)}",
                    "--format=JobID,State,ExitCode,NodeList",
                ]);
            return code == 0 ? Parse(output) : [];
        }
        catch (SchedulerException)
        {
            return [];
        }
    }

    /// <summary>Parses its lines: <c>17_3|FAILED|1:0|node2</c>.</summary>
    public static IReadOnlyList<SlurmState> Parse(string output) =>
        [
            .. output
                .Split('\n')
                .Select(line => line.Trim().Split('|'))
                .Where(parts => parts.Length == 4)
                .Select(ParseLine)
                .OfType<SlurmState>(),
        ];

    private static SlurmState? ParseLine(string[] parts)
    {
        var id = parts[0].Split('_');
        // The state may be 'CANCELLED by 1000'.
        var state = parts[1].Split(' ')[0];
        var why = parts[2] is "0:0" ? "" : $"exit {parts[2]}";
        var node = parts[3] is "None assigned" ? "" : parts[3];
        if (id.Length == 1) return new SlurmState(id[0], null, state, why, node);
        return int.TryParse(id[1], NumberStyles.None, CultureInfo.InvariantCulture, out var task)
            ? new SlurmState(id[0], task, state, why, node)
            : null;
    }
}
