using System.CommandLine;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs</c>: the contents of the store.</summary>
internal sealed class RunsCommand(CommandContext context)
{
    public Command Create() => new("runs",
        """
        The contents of the store: every run with its numbers and its rows.

        Examples:
          workbench runs list
          workbench runs show last
          workbench runs diff 3f2a 91c0
          workbench runs export last --format parquet --out rows.parquet
          workbench runs query "SELECT method, avg(value) FROM scores WHERE metric = 'pointing-game' GROUP BY method"
          workbench runs rm 3f2a
        """)
    {
        new RunsListCommand(context).Create(),
        new RunsShowCommand(context).Create(),
        new RunsDiffCommand(context).Create(),
        new RunsExportCommand(context).Create(),
        new RunsQueryCommand(context).Create(),
        new RunsRemoveCommand(context).Create(),
    };
}
