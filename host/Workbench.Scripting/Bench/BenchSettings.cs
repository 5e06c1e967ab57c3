using Spectre.Console;
using Workbench.Engine.Loading;
using Workbench.Engine.Model;
using Workbench.Experiments;
using static TorchSharp.torch;

namespace Workbench.Scripting;

/// <summary>Settings of a <see cref="Bench"/>. Each has a default.</summary>
public sealed record BenchSettings
{
    /// <summary>Name of a shipped subject, or the path of a subject file. Default: <c>scenes</c>.</summary>
    public string Subject { get; init; } = "scenes";

    /// <summary><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…; null for CUDA if available, else the CPU. Default: null.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// Float32, bfloat16 (only for products with weights) or float64. Null for a spec's own precision, and <see cref="Precision.Default"/>
    /// without a spec. Default: null.
    /// </summary>
    public ScalarType? Dtype { get; init; }

    /// <summary>CPU threads of libtorch. Default: one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Plugin folders. Default: <c>WORKBENCH_PLUGINS</c>, else <c>plugins</c> beside the program.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = PluginHost.DefaultFolders;

    /// <summary>Console for tables and printed values. Default: standard output.</summary>
    public IAnsiConsole Output { get; init; } = AnsiConsole.Console;

    /// <summary>Receives notes, such as reloaded or rejected plugins and failed methods. Default: standard error.</summary>
    public Action<string> Say { get; init; } = Console.Error.WriteLine;

    /// <summary>Shows progress. Default: not shown.</summary>
    public ProgressBar Progress { get; init; } = ProgressBars.None;

    /// <summary>
    /// Checks a rebuilt plugin before it is used: takes its folder, returns its faults, a sentence each. Default: the plugin only has to
    /// load.
    /// </summary>
    public Func<string, IReadOnlyList<string>>? Validate { get; init; }

    /// <summary>Time limit of one call of a method or metric. Default: one minute.</summary>
    public TimeSpan? PluginLimit { get; init; }

    /// <summary>The script's arguments. Default: none.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Stops runs between batches. Default: never.</summary>
    public CancellationToken Cancel { get; init; }
}
