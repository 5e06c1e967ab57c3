using System.Globalization;

namespace Workbench.Cluster.Slurm;

/// <summary>How many tasks an array of a cluster may have.</summary>
internal static class SlurmArray
{
    private const string Key = "MaxArraySize";

    /// <summary>Whether sbatch's words mean that an array is too large.</summary>
    /// <param name="said">What it printed.</param>
    public static bool IsRefused(string said) =>
        said.Contains("Invalid job array specification", StringComparison.OrdinalIgnoreCase)
        || said.Contains("Invalid job array size", StringComparison.OrdinalIgnoreCase)
        || said.Contains(Key, StringComparison.OrdinalIgnoreCase);

    /// <summary>The largest number of a task; null where the cluster does not say.</summary>
    public static int? Most()
    {
        try
        {
            return MostOf(SlurmCommand.Try("scontrol", ["show", "config"]).Output);
        }
        catch (SchedulerException)
        {
            return null;
        }
    }

    /// <summary>The same, of what scontrol prints: <c>MaxArraySize = 1001</c>, which is one more than the largest number.</summary>
    /// <param name="config">What it printed.</param>
    public static int? MostOf(string config) =>
        config
            .Split('\n')
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == Key)
            is { } found
            && int.TryParse(found[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 1 ? size - 1 : null;
}
