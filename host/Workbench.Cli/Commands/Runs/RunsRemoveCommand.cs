using System.CommandLine;
using Spectre.Console;
using Workbench.Cli.Stores;
using Workbench.Engine.Store;

namespace Workbench.Cli.Commands.Runs;

/// <summary><c>workbench runs rm RUN…</c>: forgets runs, and the rows that no other run has.</summary>
internal sealed class RunsRemoveCommand(CommandContext context)
{
    public Command Create()
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Runs: ids or their beginnings, 'last', or folders of their files",
            Arity = ArgumentArity.OneOrMore,
        };
        var store = RunChoice.StoreOption();
        var command = new Command("rm",
            """
            Forgets runs, and deletes the rows that no other run uses. Their files stay.

            Examples:
              workbench runs rm 3f2a
              workbench runs rm 3f2a 91c0
            """) { runs, store };
        command.SetAction(parsed => Remove(parsed.GetValue(runs)!, parsed.GetValue(store)));
        return command;
    }

    private int Remove(string[] names, string? folder)
    {
        // All of them are found before the first is forgotten.
        var found = names
            .Select(name => new RunChoice(context).Find(name, folder))
            .DistinctBy(run => (run.Run.Id, Path.GetFullPath(run.Store)))
            .ToList();
        foreach (var (run, place) in found)
        {
            using var store = CellStore.Open(place);
            var deleted = store.Runs!.Remove(run.Id);
            context.Output.WriteLine(
                $"Forgot {run.Id} ({run.Title}) and {deleted} cells of images that no other run has. Its files stay in {ShownFolder.Of(run.Folder)}."
            );
        }
        return ExitCode.Done;
    }
}
