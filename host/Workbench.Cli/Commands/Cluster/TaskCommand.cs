using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cluster;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench task RUN --shard I</c>: computes a shard of a submitted run. The scheduler starts it.</summary>
internal sealed class TaskCommand(CommandContext context)
{
    private const string IndexVariable = "JOB_COMPLETION_INDEX", CountVariable = "WORKBENCH_SHARDS";

    public Command Create()
    {
        var folder = ClusterCommands.Folder();
        var shard = new Option<int?>("--shard")
        {
            Description = $"The shard, from 1; default: one more than {IndexVariable}, which a Kubernetes indexed job sets",
            HelpName = "I",
        };
        var command = new Command("task",
            $"""
            Computes one shard of a submitted run, from its first missing image. The scheduler starts it. On SIGTERM it finishes and keeps
            the current images, and exits with 75 if images are left. If {CountVariable} is set, it must be the run's number of shards.

            Examples:
              workbench task runs/table1-scenes-8shards --shard 3
              JOB_COMPLETION_INDEX=2 workbench task runs/table1-scenes-8shards
            """)
        { folder, shard };
        ExperimentOptions.AtLeastOne(shard);
        command.SetAction((parsed, cancel) =>
        {
            var run = new RunFolder(parsed.GetValue(folder)!);
            var index = parsed.GetValue(shard) ?? FromEnvironment();
            var submission = Submission.Read(run);
            if (
                Environment.GetEnvironmentVariable(CountVariable) is { Length: > 0 } count
                && count != submission.Shards.ToString(CultureInfo.InvariantCulture))
                throw new SubmissionException($"{CountVariable} is {count}, but the run was submitted in {submission.Shards} shards.");
            return Task.FromResult(Run(run, submission, index, cancel));
        });
        return command;
    }

    private static int FromEnvironment() => Environment.GetEnvironmentVariable(IndexVariable) is not { Length: > 0 } text
        ? throw new SubmissionException($"Which shard? Name it with --shard, or set {IndexVariable}.")
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index + 1
        : throw new SubmissionException($"{IndexVariable} is '{text}', and must be a whole number from 0.");

    private int Run(RunFolder folder, Submission submission, int shard, CancellationToken cancel)
    {
        var task = new ShardTask(folder, shard);
        context.Interruption.IgnoresRepeatedSigterm = true;
        context.Errors.WriteLine($"{DateTime.UtcNow:u} shard {shard} of {submission.Shards} on {Environment.MachineName}");
        try
        {
            using var plugins = context.LoadPlugins();
            using var session = context.Open(submission.Device, submission.Threads, cancel);
            var opened = SubmittedRun.Open(folder, submission, shard, plugins, session, context.Errors.WriteLine);
            var end = task.Compute(opened, context.Progress.Bar, cancel);
            var code = end switch
            {
                TaskResult.Complete => ExitCode.Done,
                TaskResult.Stopped => ExitCode.Requeue,
                TaskResult.StoppedAtOnce => ExitCode.Interrupted,
                _ => ExitCode.CellsFailed,
            };
            task.End(code);
            context.Errors.WriteLine(
                $"{DateTime.UtcNow:u} {task.Done} of {opened.Run.Ids.Count} images are done, "
                + $"{opened.Run.ComputedImages} of them computed now: {EndText(end)}");
            return code;
        }
        catch (Exception error)
        {
            task.End(WorkbenchApp.ExitCodeFor(error));
            throw;
        }
    }

    private static string EndText(TaskResult end) => end switch
    {
        TaskResult.Complete => "complete.",
        TaskResult.Stopped => "stopped early; start it again.",
        TaskResult.StoppedAtOnce => "stopped before the first image was finished; give it more time.",
        _ => "the others lack a cell, as a plugin did not return in time or memory ran out; start the task again to retry them.",
    };
}
