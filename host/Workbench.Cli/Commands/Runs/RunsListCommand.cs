using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cli.Stores;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs list</c>: lists the runs made from the current folder.</summary>
internal sealed class RunsListCommand(CommandContext context)
{
    public Command Create()
    {
        var store = RunFinder.StoreOption();
        var command = new Command("list",
            """
            Lists the runs that were made from the current folder, the latest first: those in the shared store, and those with a separate
            store (--out, --store).

            Examples:
              workbench runs list
              workbench runs list --store quick
            """) { store };
        command.SetAction(parsed => List(parsed.GetValue(store)));
        return command;
    }

    private int List(string? folder)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in (string[])["run", "updated", "images", "seconds", "subject", "title", "folder"])
            table.AddColumn(new TableColumn(new Text(header)).NoWrap());
        var runs = new RunFinder(context).All(folder);
        foreach (var (run, _) in runs)
            table.AddRow(
                new Text(run.Id, new Style(decoration: Decoration.Bold)),
                new Text(run.Updated.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
                new Text(
                    run.IsDone ? $"{run.Images}" : $"{run.Images} of {run.Wanted}",
                    run.IsDone ? Style.Plain : new Style(Color.Yellow)),
                new Text(run.Seconds.ToString("0", CultureInfo.InvariantCulture)),
                new Text(run.Subject),
                new Text(run.Shard is { } shard ? $"{run.Title} (shard {shard})" : run.Title),
                new Text(DisplayPath.FromFullPath(run.Folder)));
        context.Output.Write(table);
        var stores = runs.Select(run => Path.Combine(DisplayPath.FromFullPath(Path.GetFullPath(run.Store)), "store.db")).Distinct();
        context.Errors.WriteLine($"{runs.Count} run{(runs.Count == 1 ? "" : "s")} in {string.Join(", ", stores)}.");
        return ExitCode.Done;
    }
}
