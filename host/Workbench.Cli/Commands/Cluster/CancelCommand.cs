using System.CommandLine;
using Spectre.Console;
using Workbench.Cluster;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench cancel RUN</c>: cancels the tasks of a submitted run.</summary>
internal sealed class CancelCommand(CommandContext context)
{
    public Command Create()
    {
        var folder = ClusterCommands.Folder();
        var command = new Command("cancel",
            """
            Removes the tasks and the merge of a submitted run from the queue, and stops running ones. Computed rows are kept:
            'submit --resume' continues the run.

            Example:
              workbench cancel runs/table1-scenes-8shards
            """)
        { folder };
        command.SetAction(parsed =>
        {
            var run = new RunFolder(parsed.GetValue(folder)!);
            var submission = Submission.Read(run);
            ClusterCommands.Scheduler.Cancel(JobLog.Read(run));
            var status = RunStatus.Read(run, submission, []);
            context.Errors.WriteLine(
                $"Cancelled. {status.Done} of {status.Total} images are kept; 'workbench submit --resume {run.Root}' continues.");
            return ExitCode.Done;
        });
        return command;
    }
}
