using System.CommandLine;
using Spectre.Console;
using Workbench.Cluster;
using Workbench.Cluster.Slurm;

namespace Workbench.Cli.Commands.Cluster;

/// <summary>What the commands on submitted runs share.</summary>
internal static class ClusterCommands
{
    /// <summary>Who places the tasks.</summary>
    public static IScheduler Scheduler { get; } = new SlurmScheduler();

    /// <summary>A submitted run's folder.</summary>
    public static Argument<string> Folder() => new("RUN") { Description = "Folder of a submitted run" };

    /// <summary>Whether a command's files are one submitted run.</summary>
    public static bool IsSubmitted(string[] named) => named is [var folder] && Directory.Exists(folder) && RunFolder.Is(folder);

    /// <summary>How a run is; where the scheduler does not answer, from its stores alone, and that is said.</summary>
    public static RunStatus Status(CommandContext context, RunFolder folder, Submission submission)
    {
        IReadOnlyList<JobState> states = [];
        try
        {
            states = Scheduler.States(JobLog.Read(folder));
        }
        catch (SchedulerException error)
        {
            context.Errors.WriteLine(error.Message);
        }
        return RunStatus.Of(folder, submission, states);
    }

    /// <summary>How this program is started: on another machine too, where it lies on a shared file system.</summary>
    public static IReadOnlyList<string> Program { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) switch
    {
        "workbench" => [Environment.ProcessPath!],
        "dotnet" => [Environment.ProcessPath!, typeof(Program).Assembly.Location],
        _ => ["dotnet", typeof(Program).Assembly.Location],   // a host of its own
    };
}
