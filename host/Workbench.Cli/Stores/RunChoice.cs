using System.CommandLine;
using Workbench.Engine;
using Workbench.Engine.Runs;
using Workbench.Scripting.Experiments;

namespace Workbench.Cli.Stores;

/// <summary>Finds the runs that a command line names: by id or its beginning, <c>last</c>, or the folder of a run's files.</summary>
internal static class RunChoice
{
    /// <summary>The store's option of all commands on runs.</summary>
    public static Option<string?> StoreOption() => new("--store") { Description = "Folder of the store; default: runs", HelpName = "DIR" };

    /// <summary>A run argument.</summary>
    public static Argument<string> Argument(string name = "RUN") => new(name) { Description = "A run: its id or the beginning of it, 'last', or the folder of its files" };

    /// <summary>Opens a store for reading.</summary>
    /// <exception cref="RunChoiceException">There is none.</exception>
    public static CellStore Read(string? folder)
    {
        var store = CellStore.Read(folder ?? ExperimentRun.DefaultStore);
        if (store.Runs is not null) return store;
        store.Dispose();
        throw new RunChoiceException($"There is no store in '{folder ?? ExperimentRun.DefaultStore}': run a spec first, or name its folder with --store.");
    }

    /// <summary>A run and the folder of the store that knows it.</summary>
    /// <param name="text">As written.</param>
    /// <param name="store">Folder of the store, or null for the default.</param>
    /// <exception cref="RunChoiceException">There is no such run, or several.</exception>
    public static (RunRecord Run, string Store) Find(string text, string? store)
    {
        // A folder made with --out has a store of its own.
        var folder = store ?? (File.Exists(Path.Combine(text, "store.db")) ? text : ExperimentRun.DefaultStore);
        using var open = Read(folder);
        return (Find(text, open.Runs!), folder);
    }

    /// <summary>A run of a store.</summary>
    /// <exception cref="RunChoiceException">There is no such run, or several.</exception>
    public static RunRecord Find(string text, RunLog runs)
    {
        var all = runs.All();
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
        var found = text == "last" ? all.Take(1).ToList()
            : all.Where(run => run.Id == text).DefaultIfEmpty(all.FirstOrDefault(run => Path.TrimEndingDirectorySeparator(run.Folder) == path)).OfType<RunRecord>().ToList();
        if (found.Count == 0) found = [.. all.Where(run => text.Length > 0 && run.Id.StartsWith(text, StringComparison.Ordinal))];
        return found switch
        {
            [var one] => runs.Find(one.Id)!,
            [] when all.Count == 0 => throw new RunChoiceException("The store knows of no run yet."),
            [] => throw new RunChoiceException($"There is no run '{text}'{NearestName.Hint(text, all.Select(run => run.Id))} 'workbench runs list' shows all {all.Count}."),
            _ => throw new RunChoiceException($"'{text}' begins the ids of {found.Count} runs: {string.Join(", ", found.Select(run => run.Id))}."),
        };
    }
}

/// <summary>A command line names a run that is none.</summary>
internal sealed class RunChoiceException(string message) : Exception(message);
