using Spectre.Console;
using Workbench.Engine.Loading;
using Workbench.Engine.Model;
using Workbench.Experiments;
using static TorchSharp.torch;

namespace Workbench.Scripting;

/// <summary>How a <see cref="Bench"/> is set up; every value has a default.</summary>
public sealed record BenchSettings
{
    /// <summary>A shipped subject's name, or the path of a subject file. Default: <c>scenes</c>.</summary>
    public string Subject { get; init; } = "scenes";

    /// <summary><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…; null for CUDA where there is a device. Default: null.</summary>
    public string? Device { get; init; }

    /// <summary>Float32, bfloat16 (products with weights alone) or float64; null for a spec's own, and <see cref="Precision.Default"/> where none is run. Default: null.</summary>
    public ScalarType? Dtype { get; init; }

    /// <summary>CPU threads of libtorch. Default: one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Folders of plugins. Default: <c>WORKBENCH_PLUGINS</c>, else <c>plugins</c> beside the program.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = PluginHost.DefaultFolders;

    /// <summary>Where tables go. Default: the process's output.</summary>
    public IAnsiConsole Output { get; init; } = AnsiConsole.Console;

    /// <summary>Takes what is said beside the results: plugins swapped or refused. Default: the error stream.</summary>
    public Action<string> Say { get; init; } = Console.Error.WriteLine;

    /// <summary>Shows progress. Default: nothing is shown.</summary>
    public ProgressBar Progress { get; init; } = ProgressBars.None;

    /// <summary>Looks at a rebuilt plugin before it is taken, by its folder: what is wrong with it, one sentence each. Default: it has to load.</summary>
    public Func<string, IReadOnlyList<string>>? Validate { get; init; }

    /// <summary>The longest that one call of a method or metric may take. Default: a minute.</summary>
    public TimeSpan? PluginLimit { get; init; }

    /// <summary>The script's arguments. Default: none.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Stops runs between batches. Default: never.</summary>
    public CancellationToken Cancel { get; init; }
}
