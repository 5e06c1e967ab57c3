using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Engine.Store;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs rm RUN…</c>: removes runs from the store, and the rows that no other run uses.</summary>
internal sealed class RunsRemoveCommand(CommandContext context)
{
    public Command Create()
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Runs: ids or beginnings of ids, 'last', or folders of their files",
            Arity = ArgumentArity.OneOrMore,
        };
        var store = RunFinder.StoreOption();
        var command = new Command("rm",
            """
            Removes runs from the store, and deletes the rows that no other run uses. The files of the runs stay.

            Examples:
              workbench runs rm 3f2a
              workbench runs rm 3f2a 91c0
            """) { runs, store };
        command.SetAction(parsed => Remove(parsed.GetValue(runs)!, parsed.GetValue(store)));
        return command;
    }

    private int Remove(string[] names, string? folder)
    {
        // All runs are found before the first one is removed, so that a wrong name removes nothing.
        var found = names
            .Select(name => new RunFinder(context).Find(name, folder))
            .DistinctBy(run => (run.Run.Id, Path.GetFullPath(run.Store)))
            .ToList();
        foreach (var (run, place) in found)
        {
            using var store = CellStore.Open(place);
            var deleted = store.Runs!.Remove(run.Id);
            context.Output.WriteLine(
                $"Removed {run.Id} ({run.Title}) and {deleted} cells of images that no other run uses. "
                + $"Its files stay in {DisplayPath.FromFullPath(run.Folder)}.");
        }
        return ExitCode.Done;
    }
}
