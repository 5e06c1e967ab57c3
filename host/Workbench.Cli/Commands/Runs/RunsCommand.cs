using System.CommandLine;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs</c>: what the store holds.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs",
        """
        What the store holds: every run that was made, its numbers and its rows.

        Examples:
          workbench runs list
          workbench runs show last
          workbench runs diff 3f2a 91c0
          workbench runs export last --format parquet --out rows.parquet
          workbench runs query "SELECT method, avg(value) FROM scores WHERE metric = 'pointing-game' GROUP BY method"
          workbench runs rm 3f2a
        """)
    {
        RunsListCommand.Create(), RunsShowCommand.Create(), RunsDiffCommand.Create(), RunsExportCommand.Create(), RunsQueryCommand.Create(), RunsRemoveCommand.Create(),
    };
}
