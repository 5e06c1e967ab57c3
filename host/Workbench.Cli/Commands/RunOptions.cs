using System.CommandLine;
using System.Globalization;
using Workbench.Cli.Stores;
using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cli.Commands;

/// <summary>What a command does with a run.</summary>
internal enum RunUse
{
    /// <summary>Computes it.</summary>
    Run,
    /// <summary>Computes nothing.</summary>
    Merge,
    /// <summary>Has it computed, in shards with stores of their own.</summary>
    Submission,
}

/// <summary>How <c>run</c> goes about it, and where it leaves what.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _output = new("--out")
    {
        Description =
            "Folder for tables, report and provenance, and for a store of its own; default: runs/SPEC-SUBJECT, and the store runs/store.db that all such runs share",
        HelpName = "DIR",
    };
    private readonly Option<string?> _store = new("--store")
    {
        Description = "Folder of the store that rows are taken from and kept in",
        HelpName = "DIR",
    };
    private readonly Option<int?> _batch = new("--batch")
    {
        Description = "Images per batch; default: chosen by memory. Results do not depend on it",
        HelpName = "N",
    };
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Only the i-th of n shares of the images; 'workbench merge' joins them",
        HelpName = "i/n",
    };
    private readonly Option<bool> _keepMaps = new("--keep-maps")
    {
        Description = "Keeps every map in maps/ as compressed NumPy arrays, one .npz per image",
    };
    private readonly Option<int?> _gallery = new("--gallery")
    {
        Description = "Images that the report shows, from the first; default: 300",
        HelpName = "N",
    };

    /// <summary>Whether tables are printed with all their columns.</summary>
    public Option<bool> Wide { get; } =
        new("--wide") { Description = "Prints all columns of tables, also those that the terminal is too narrow for" };
    private readonly Option<double?> _limit = new("--plugin-limit")
    {
        Description = "Longest time for one call of a method or metric; default: 60",
        HelpName = "SECONDS",
    };

    /// <param name="command">The command.</param>
    /// <param name="use">What it does.</param>
    public void AddTo(Command command, RunUse use = RunUse.Run)
    {
        Option[] options = use switch
        {
            RunUse.Merge => [_output, _store, _gallery, Wide],
            RunUse.Submission => [_output, _batch, _keepMaps, _gallery, _limit],
            _ => [_output, _store, _batch, _shard, _keepMaps, _gallery, _limit, Wide],
        };
        foreach (var option in options) command.Options.Add(option);
        ExperimentOptions.AtLeastOne(_batch);
        _gallery.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 0)
                result.AddError($"--gallery is {number}, and must be 0 or more.");
        });
        _limit.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var seconds)
                && !(seconds > 0))
                result.AddError($"--plugin-limit is {token.Value}, and must be above 0.");
        });
        _shard.Validators.Add(result =>
        {
            try
            {
                if (result.Tokens is [var token]) Shard.Parse(token.Value);
            }
            catch (FormatException error)
            {
                result.AddError($"--shard: {error.Message}");
            }
        });
    }

    /// <summary>Folder of the store: a named folder has its own, all others share one.</summary>
    public string Store(ParseResult parsed) => parsed.GetValue(_store) ?? parsed.GetValue(_output) ?? ExperimentRun.DefaultStore;

    /// <summary>Opens the store, and remembers it for <c>runs list</c> where it is one of its own.</summary>
    /// <exception cref="RunStoreException">It cannot be used.</exception>
    public CellStore Open(ParseResult parsed)
    {
        var store = CellStore.Open(Store(parsed));
        KnownStores.Current.Note(Store(parsed));
        return store;
    }

    /// <summary>Whether tables are printed with all their columns.</summary>
    public bool IsWide(ParseResult parsed) => parsed.GetValue(Wide);

    /// <summary>The settings of the run.</summary>
    public RunSettings Settings(ParseResult parsed) => new()
    {
        Batch = parsed.GetValue(_batch) ?? 0,
        PluginLimit = parsed.GetValue(_limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : PluginLimits.Call,
        Shard = parsed.GetValue(_shard) is { } text ? Shard.Parse(text) : null,
        Gallery = parsed.GetValue(_gallery) ?? new RunSettings().Gallery,
        Folder = parsed.GetValue(_output),
        KeepMaps = parsed.GetValue(_keepMaps),
    };
}
