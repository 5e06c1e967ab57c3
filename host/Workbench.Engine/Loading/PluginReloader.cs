namespace Workbench.Engine.Loading;

/// <summary>The plugins of a long-lived process, which reloads rebuilt ones between two pieces of work. Not thread-safe.</summary>
public sealed class PluginReloader : IDisposable
{
    private string _seen;

    /// <summary>Loads every plugin.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    public PluginReloader(IReadOnlyList<string> folders)
    {
        _seen = PluginHost.Snapshot(folders);   // taken before loading, so that files written meanwhile count as changed
        Host = PluginHost.Load(folders);
    }

    public PluginHost Host { get; }

    /// <summary>
    /// Loads plugins that were built since the last call. Call it while the caller holds no method or metric of a plugin.
    /// </summary>
    /// <param name="inspect">Checks a new version before its code is loaded: see <see cref="PluginHost.Refresh"/>.</param>
    /// <returns>The changes, and a warning for each replaced version that is still in memory.</returns>
    public (IReadOnlyList<PluginChange> Changes, IReadOnlyList<string> Warnings) Refresh(Func<string, IReadOnlyList<string>>? inspect)
    {
        var now = PluginHost.Snapshot(Host.Folders);
        if (now == _seen) return ([], []);
        _seen = now;
        var changes = Host.Refresh(inspect);
        var kept = changes.Any(change => change.Kind == PluginChangeKind.Replaced) ? Host.StillLoaded() : [];
        return (changes, [.. kept.Select(Warning)]);
    }

    private static string Warning(string name) =>
        $"The previous version of {name} is still in memory, because some of its code runs or is referenced.";

    /// <summary>Unloads every plugin.</summary>
    public void Dispose() => Host.Dispose();
}
