using System.CommandLine;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cli.Stores;

/// <summary>Finds the runs that a command line names: by an id or its beginning, <c>last</c>, or the folder of the run's files.</summary>
internal sealed class RunFinder(CommandContext context)
{
    public static Option<string?> StoreOption() => new("--store") { Description = "Folder of the store; default: runs", HelpName = "DIR" };

    public static Argument<string> Argument(string name = "RUN") =>
        new(name) { Description = "A run: its id or the beginning of its id, 'last', or the folder of its files" };

    /// <summary>Opens a store for reading.</summary>
    /// <exception cref="RunChoiceException">The folder has no store.</exception>
    public static CellStore Read(string? folder)
    {
        var store = CellStore.Read(folder ?? ExperimentRun.DefaultStore);
        if (store.Runs is not null) return store;
        store.Dispose();
        throw new RunChoiceException(
            $"No store in '{folder ?? ExperimentRun.DefaultStore}'. Run a spec first, or name the folder of a store with --store.");
    }

    /// <summary>
    /// All runs of a store, each with the folder of its store. Without a named store: all runs of the default store and of the known
    /// stores of the current folder, the latest first.
    /// </summary>
    /// <exception cref="RunChoiceException">The store does not exist.</exception>
    public IReadOnlyList<(RunRecord Run, string Store)> All(string? store)
    {
        if (store is not null) return RunsOfStore(store);
        var known = KnownStores.Current.Find(gone =>
            context.Errors.WriteLine($"The store in '{gone}' no longer exists and was removed from the list."));
        var all = new List<(RunRecord Run, string Store)>();
        if (known.Count == 0 || File.Exists(Path.Combine(ExperimentRun.DefaultStore, "store.db")))
            all.AddRange(RunsOfStore(ExperimentRun.DefaultStore));
        foreach (var folder in known)
            try
            {
                all.AddRange(RunsOfStore(folder));
            }
            catch (WorkbenchException error)
            {
                context.Errors.WriteLine($"warning: {error.Message}");   // the other stores are still listed
            }
        return [.. all.OrderByDescending(run => run.Run.Updated)];
    }

    private static IReadOnlyList<(RunRecord Run, string Store)> RunsOfStore(string folder)
    {
        using var open = Read(folder);
        return [.. open.Runs!.All().Select(run => (run, folder))];
    }

    /// <summary>A run and the folder of its store.</summary>
    /// <param name="text">The run as the command line names it.</param>
    /// <param name="store">Folder of the store; null: all known stores.</param>
    /// <exception cref="RunChoiceException">No run matches, or several do.</exception>
    public (RunRecord Run, string Store) Find(string text, string? store)
    {
        // A folder made with --out contains its store. If the folder was moved, no run's files are where the store's records say.
        var own = store is null && File.Exists(Path.Combine(text, "store.db"));
        var all = All(own ? text : store);
        var moved =
            own && File.Exists(Path.Combine(text, "provenance.json")) && all.Count > 0 && !all.Any(run => Directory.Exists(run.Run.Folder));
        var found = moved ? all[0] : FindOne(text, all);
        using var open = Read(found.Store);
        return (open.Runs!.Find(found.Run.Id)!, found.Store);
    }

    // If several stores have the run, the latest one. The folder of its files chooses another one.
    private static (RunRecord Run, string Store) FindOne(string text, IReadOnlyList<(RunRecord Run, string Store)> all)
    {
        var found = text == "last" ? [.. all.Take(1)]
            : all.Where(run => run.Run.Id == text).Take(1).ToList() is [_] same ? same
            : all.Where(run => IsAt(run.Run, text)).Take(1).ToList();
        if (found.Count == 0)
            found =
            [
                .. all.Where(run => text.Length > 0 && run.Run.Id.StartsWith(text, StringComparison.Ordinal)).DistinctBy(run => run.Run.Id),
            ];
        return found switch
        {
            [var one] => one,
            [] when all.Count == 0 => throw new RunChoiceException("The store has no runs yet."),
            [] => throw new RunChoiceException($"Unknown run '{text}'{Hint(text, all)} 'workbench runs list' shows all {all.Count}."),
            _ => throw new RunChoiceException(
                $"'{text}' is the beginning of {found.Count} run ids: {string.Join(", ", found.Select(run => run.Run.Id))}."),
        };
    }

    private static bool IsAt(RunRecord run, string folder) =>
        Path.TrimEndingDirectorySeparator(run.Folder) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static string Hint(string text, IReadOnlyList<(RunRecord Run, string Store)> all) =>
        NearestName.Find(text, all.SelectMany(run => (string[])[run.Run.Id, DisplayPath.FromFullPath(run.Run.Folder)]).Append("last"))
            is { } near
            ? $"; did you mean '{near}'?"
            : ".";
}

/// <summary>A command line names a run or a store that does not exist or cannot be used.</summary>
internal sealed class RunChoiceException(string message) : WorkbenchException(FailureKind.Usage, message);
