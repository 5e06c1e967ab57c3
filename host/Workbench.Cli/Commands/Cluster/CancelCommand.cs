using System.CommandLine;
using Spectre.Console;
using Workbench.Cluster;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench cancel RUN</c>: ends the tasks of a submitted run.</summary>
internal sealed class CancelCommand(CommandContext context)
{
    public Command Create()
    {
        var folder = ClusterCommands.Folder();
        var command = new Command("cancel",
            """
            Takes the tasks and the merge of a submitted run out of the queue and stops those that run. What was computed is kept: 'submit --resume' goes on.

            Example:
              workbench cancel runs/table1-scenes-8shards
            """)
        { folder };
        command.SetAction(parsed =>
        {
            var run = new RunFolder(parsed.GetValue(folder)!);
            var submission = Submission.Read(run);
            ClusterCommands.Scheduler.Cancel(JobLog.Read(run));
            var status = RunStatus.Of(run, submission, []);
            context.Errors.WriteLine(
                $"Cancelled. {status.Done} of {status.Wanted} images are kept; 'workbench submit --resume {run.Root}' goes on.");
            return ExitCode.Done;
        });
        return command;
    }
}
