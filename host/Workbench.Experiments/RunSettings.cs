using Workbench.Data;
using Workbench.Engine.Plugins;

namespace Workbench.Experiments;

/// <summary>How an experiment is run; its numbers depend on none of this.</summary>
public sealed record RunSettings
{
    /// <summary>Images per batch; 0 to choose by memory. Default: 0.</summary>
    public int Batch { get; init; }

    /// <summary>The longest that one call of a method or metric may take. Default: <see cref="PluginLimits.Call"/>.</summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    /// <summary>The share of the images that is computed. Default: all of them.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Number of images, from the first, that the report's gallery shows: their small maps are kept in the store. Default: 300.</summary>
    public int Gallery { get; init; } = 300;

    /// <summary>Whether every whole map is kept, in <c>maps</c> in the run's folder. Default: false.</summary>
    public bool KeepMaps { get; init; }

    /// <summary>The device that the rows were computed on, for the provenance; null for this process's own. A merge computes none. Default: null.</summary>
    public string? Device { get; init; }

    /// <summary>Folder of the run's files; null for the experiment's default. Default: null.</summary>
    public string? Folder { get; init; }
}
