using System.CommandLine;
using System.Globalization;
using Workbench.Cli.Stores;
using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Experiments;

namespace Workbench.Cli.Commands;

/// <summary>The use that a command makes of a run.</summary>
internal enum RunUse
{
    /// <summary>Computes the run.</summary>
    Run,
    /// <summary>Merges computed rows.</summary>
    Merge,
    /// <summary>Submits the run in shards, each with its own store.</summary>
    Submission,
}

/// <summary>The options of <c>run</c>, <c>merge</c> and <c>submit</c> on computation and output.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _output = new("--out")
    {
        Description =
            "Folder for tables, report, provenance and a separate store; default: runs/SPEC-SUBJECT with the shared store runs/store.db",
        HelpName = "DIR",
    };
    private readonly Option<string?> _store = new("--store")
    {
        Description = "Folder of the store that rows are read from and written to",
        HelpName = "DIR",
    };
    private readonly Option<int?> _batch = new("--batch")
    {
        Description = "Images per batch; default: chosen by memory. Results do not depend on it",
        HelpName = "N",
    };
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Computes only the i-th of n shards of the images; 'workbench merge' joins them",
        HelpName = "i/n",
    };
    private readonly Option<bool> _keepMaps = new("--keep-maps")
    {
        Description = "Keeps every map in maps/ as compressed NumPy arrays, one .npz per image",
    };
    private readonly Option<int?> _gallery = new("--gallery")
    {
        Description = "Number of images in the report; default: 300",
        HelpName = "N",
    };

    public Option<bool> Wide { get; } = new("--wide") { Description = "Prints all columns of tables, even on a narrow terminal" };
    private readonly Option<double?> _limit = new("--plugin-limit")
    {
        Description = "Longest time for one call of a method or metric; default: 60",
        HelpName = "SECONDS",
    };

    /// <summary>Adds the options that apply to the use.</summary>
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
                if (result.Tokens is [var token]) Shard.FromText(token.Value);
            }
            catch (FormatException error)
            {
                result.AddError($"--shard: {error.Message}");
            }
        });
    }

    /// <summary>The folder of the store. Runs with <c>--out</c> have their own store; all others share one.</summary>
    public string Store(ParseResult parsed) => parsed.GetValue(_store) ?? parsed.GetValue(_output) ?? ExperimentRun.DefaultStore;

    /// <summary>Opens the store, and records it for <c>runs list</c> if it is not the default store.</summary>
    /// <exception cref="RunStoreException">The store cannot be used.</exception>
    public CellStore Open(ParseResult parsed)
    {
        var store = CellStore.Open(Store(parsed));
        KnownStores.Current.Add(Store(parsed));
        return store;
    }

    /// <summary>Whether tables are printed with all their columns.</summary>
    public bool IsWide(ParseResult parsed) => parsed.GetValue(Wide);

    public RunSettings Settings(ParseResult parsed) => new()
    {
        Batch = parsed.GetValue(_batch) ?? 0,
        PluginLimit = parsed.GetValue(_limit) is { } seconds ? TimeSpan.FromSeconds(seconds) : PluginLimits.Call,
        Shard = parsed.GetValue(_shard) is { } text ? Shard.FromText(text) : null,
        Gallery = parsed.GetValue(_gallery) ?? new RunSettings().Gallery,
        Folder = parsed.GetValue(_output),
        KeepMaps = parsed.GetValue(_keepMaps),
    };
}
