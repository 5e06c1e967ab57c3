using Workbench.Data;
using Workbench.Engine.Plugins;

namespace Workbench.Experiments;

/// <summary>Settings of a run that do not affect its numbers.</summary>
public sealed record RunSettings
{
    /// <summary>Images per batch; 0 to choose by available memory. Default: 0.</summary>
    public int Batch { get; init; }

    /// <summary>Time limit of one call of a method or metric. Default: <see cref="PluginLimits.Call"/>.</summary>
    public TimeSpan PluginLimit { get; init; } = PluginLimits.Call;

    /// <summary>The shard of the images to compute; null for all images. Default: null.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Number of images, from the first, in the report's gallery. The store keeps small maps of them. Default: 300.</summary>
    public int Gallery { get; init; } = 300;

    /// <summary>Whether to write every map in full size to the folder <c>maps</c> of the run. Default: false.</summary>
    public bool KeepMaps { get; init; }

    /// <summary>
    /// The device in the provenance; null for that of this process. A merge sets it, since it computes no rows itself. Default: null.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>Folder of the run's files; null for <c>runs/SPEC-SUBJECT</c>. Default: null.</summary>
    public string? Folder { get; init; }
}
