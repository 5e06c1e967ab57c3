using System.Globalization;

namespace Workbench.Cluster.Slurm;

/// <summary>The cluster's limit on the size of an array job.</summary>
internal static class SlurmArray
{
    private const string Key = "MaxArraySize";

    /// <summary>Whether sbatch's message means that an array is too large.</summary>
    /// <param name="said">The message.</param>
    public static bool IsTooLarge(string said) =>
        said.Contains("Invalid job array specification", StringComparison.OrdinalIgnoreCase)
        || said.Contains("Invalid job array size", StringComparison.OrdinalIgnoreCase)
        || said.Contains(Key, StringComparison.OrdinalIgnoreCase);

    /// <summary>The largest allowed task number; null if unknown.</summary>
    public static int? ReadMaxTask()
    {
        try
        {
            return ParseMaxTask(SlurmCommand.Try("scontrol", ["show", "config"]).Output);
        }
        catch (SchedulerException)
        {
            return null;
        }
    }

    /// <summary>The largest allowed task number: <c>MaxArraySize</c> minus 1.</summary>
    /// <param name="config">Output of <c>scontrol show config</c>, with a line such as <c>MaxArraySize = 1001</c>.</param>
    public static int? ParseMaxTask(string config) =>
        config
            .Split('\n')
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == Key)
            is { } found
            && int.TryParse(found[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 1 ? size - 1 : null;
}
