using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Cluster.Slurm;

/// <summary>Runs one of Slurm's commands.</summary>
internal static class SlurmCommand
{
    // Long, because the commands themselves wait for a controller that restarts.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>The command's standard output.</summary>
    /// <exception cref="SchedulerException">The command is missing, fails, or does not end.</exception>
    public static string Run(string name, IReadOnlyList<string> arguments, string? folder = null)
    {
        var (code, output, error) = Try(name, arguments, folder);
        return code == 0 ? output : throw new SchedulerException($"{name} failed: {(error.Length > 0 ? error : $"exit code {code}")}");
    }

    /// <summary>The command's exit code and output, for a caller that handles a failure itself.</summary>
    /// <exception cref="SchedulerException">The command is missing or does not end.</exception>
    public static (int Code, string Output, string Error) Try(string name, IReadOnlyList<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        // The user's default options for these commands would change the output.
        var defaults = start.Environment.Keys.Where(key =>
            key.StartsWith("SQUEUE_", StringComparison.Ordinal) || key.StartsWith("SACCT_", StringComparison.Ordinal));
        foreach (var option in defaults.ToList()) start.Environment.Remove(option);
        try
        {
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                throw new SchedulerException($"{name} did not answer within {s_patience.TotalSeconds:0} s.");
            }
            return (process.ExitCode, output.Result, error.Result.Trim());
        }
        catch (Win32Exception error)
        {
            throw new SchedulerException(
                $"'{name}' cannot be started ({error.Message}). Slurm's commands are on a cluster's login node. "
                + "'workbench submit --dry-run' writes the scripts without it.",
                error);
        }
    }
}
