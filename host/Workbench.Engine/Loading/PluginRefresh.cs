namespace Workbench.Engine.Loading;

/// <summary>Plugins of a process that stays: takes in rebuilt ones between two pieces of work. Not for several threads at a time.</summary>
public sealed class PluginRefresh : IDisposable
{
    private string _seen;

    /// <summary>Loads every plugin.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    public PluginRefresh(IReadOnlyList<string> folders)
    {
        _seen = PluginHost.Snapshot(folders);   // before they are read: what is written meanwhile is new
        Host = PluginHost.Load(folders);
    }

    /// <summary>The plugins.</summary>
    public PluginHost Host { get; }

    /// <summary>Takes in the plugins that were built since; to be called where no method or metric of theirs is referred to.</summary>
    /// <param name="inspect">As <see cref="PluginHost.Refresh"/> takes it: looks at a new version before any of its code is loaded.</param>
    /// <returns>What became of each, and what a user has to be warned of.</returns>
    public (IReadOnlyList<PluginChange> Changes, IReadOnlyList<string> Warnings) Take(Func<string, IReadOnlyList<string>>? inspect)
    {
        var now = PluginHost.Snapshot(Host.Folders);
        if (now == _seen) return ([], []);
        _seen = now;
        var changes = Host.Refresh(inspect);
        var kept = changes.Any(change => change.Kind == PluginChangeKind.Swapped) ? Host.StillLoaded() : [];
        return (changes, [.. kept.Select(Warning)]);
    }

    private static string Warning(string name) =>
        $"The former version of {name} is still in memory: something of it runs or is referred to.";

    /// <summary>Unloads every plugin.</summary>
    public void Dispose() => Host.Dispose();
}
