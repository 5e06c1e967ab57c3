using System.CommandLine;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cli.Stores;

/// <summary>Finds the runs that a command line names: by id or its beginning, <c>last</c>, or the folder of a run's files.</summary>
internal sealed class RunChoice(CommandContext context)
{
    /// <summary>The store's option of all commands on runs.</summary>
    public static Option<string?> StoreOption() => new("--store") { Description = "Folder of the store; default: runs", HelpName = "DIR" };

    /// <summary>A run argument.</summary>
    public static Argument<string> Argument(string name = "RUN") =>
        new(name) { Description = "A run: its id or the beginning of it, 'last', or the folder of its files" };

    /// <summary>Opens a store for reading.</summary>
    /// <exception cref="RunChoiceException">There is none.</exception>
    public static CellStore Read(string? folder)
    {
        var store = CellStore.Read(folder ?? ExperimentRun.DefaultStore);
        if (store.Runs is not null) return store;
        store.Dispose();
        throw new RunChoiceException(
            $"There is no store in '{folder ?? ExperimentRun.DefaultStore}': run a spec first, or name its folder with --store.");
    }

    /// <summary>All runs of a store, or where none is named of the default one and of those that runs with <c>--out</c> made from here; the latest first, each with the folder of its store.</summary>
    /// <exception cref="RunChoiceException">There is no store.</exception>
    public IReadOnlyList<(RunRecord Run, string Store)> All(string? store)
    {
        if (store is not null) return In(store);
        var known = KnownStores.Current.Find(gone =>
            context.Errors.WriteLine($"The store in '{gone}' is not there any more, and is forgotten."));
        var all = new List<(RunRecord Run, string Store)>();
        if (known.Count == 0 || File.Exists(Path.Combine(ExperimentRun.DefaultStore, "store.db")))
            all.AddRange(In(ExperimentRun.DefaultStore));
        foreach (var folder in known)
            try
            {
                all.AddRange(In(folder));
            }
            catch (WorkbenchException error)
            {
                context.Errors.WriteLine($"warning: {error.Message}");   // it spoils no other
            }
        return [.. all.OrderByDescending(run => run.Run.Updated)];
    }

    private static IReadOnlyList<(RunRecord Run, string Store)> In(string folder)
    {
        using var open = Read(folder);
        return [.. open.Runs!.All().Select(run => (run, folder))];
    }

    /// <summary>A run and the folder of the store that knows it.</summary>
    /// <param name="text">As written.</param>
    /// <param name="store">Folder of the store, or null for all that are known.</param>
    /// <exception cref="RunChoiceException">There is no such run, or several.</exception>
    public (RunRecord Run, string Store) Find(string text, string? store)
    {
        // A folder made with --out has a store of its own, which goes with it where it is moved: then no run's files are where its record says.
        var own = store is null && File.Exists(Path.Combine(text, "store.db"));
        var all = All(own ? text : store);
        var moved =
            own && File.Exists(Path.Combine(text, "provenance.json")) && all.Count > 0 && !all.Any(run => Directory.Exists(run.Run.Folder));
        var found = moved ? all[0] : One(text, all);
        using var open = Read(found.Store);
        return (open.Runs!.Find(found.Run.Id)!, found.Store);
    }

    // Of a run that several stores know, the latest: the folder of its files names another.
    private static (RunRecord Run, string Store) One(string text, IReadOnlyList<(RunRecord Run, string Store)> all)
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
            [] when all.Count == 0 => throw new RunChoiceException("The store knows of no run yet."),
            [] => throw new RunChoiceException($"There is no run '{text}'{Hint(text, all)} 'workbench runs list' shows all {all.Count}."),
            _ => throw new RunChoiceException(
                $"'{text}' begins the ids of {found.Count} runs: {string.Join(", ", found.Select(run => run.Run.Id))}."),
        };
    }

    private static bool IsAt(RunRecord run, string folder) =>
        Path.TrimEndingDirectorySeparator(run.Folder) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static string Hint(string text, IReadOnlyList<(RunRecord Run, string Store)> all) =>
        NearestName.Of(text, all.SelectMany(run => (string[])[run.Run.Id, ShownFolder.Of(run.Run.Folder)]).Append("last")) is { } near
            ? $"; did you mean '{near}'?"
            : ".";
}

/// <summary>A command line names a run that is none.</summary>
internal sealed class RunChoiceException(string message) : WorkbenchException(FailureKind.Usage, message);
