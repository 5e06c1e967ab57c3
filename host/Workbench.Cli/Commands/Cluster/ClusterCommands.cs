using System.CommandLine;
using Spectre.Console;
using Workbench.Cluster;
using Workbench.Cluster.Slurm;

namespace Workbench.Cli.Commands.Cluster;

/// <summary>The parts shared by the commands on submitted runs.</summary>
internal static class ClusterCommands
{
    public static IScheduler Scheduler { get; } = new SlurmScheduler();

    public static Argument<string> Folder() => new("RUN") { Description = "Folder of a submitted run" };

    /// <summary>Whether the arguments of a command are the folder of one submitted run.</summary>
    public static bool IsSubmitted(string[] named) => named is [var folder] && Directory.Exists(folder) && RunFolder.HasSubmission(folder);

    /// <summary>The state of a run. If the scheduler does not answer, it comes from the stores alone, after a message.</summary>
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
        return RunStatus.Read(folder, submission, states);
    }

    /// <summary>The words that start this program, also on another machine if it is on a shared file system.</summary>
    public static IReadOnlyList<string> Program { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) switch
    {
        "workbench" => [Environment.ProcessPath!],
        "dotnet" => [Environment.ProcessPath!, typeof(Program).Assembly.Location],
        _ => ["dotnet", typeof(Program).Assembly.Location],   // hosted by another program, such as a test
    };
}
