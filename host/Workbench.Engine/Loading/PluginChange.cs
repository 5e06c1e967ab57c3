namespace Workbench.Engine.Loading;

/// <summary>The outcome of a change to a plugin assembly.</summary>
public enum PluginChangeKind
{
    /// <summary>A new assembly was loaded.</summary>
    Added,
    /// <summary>The new version replaced the old one.</summary>
    Replaced,
    /// <summary>The new version cannot be used; the old one, if any, stays in use.</summary>
    Refused,
    /// <summary>The assembly's file was removed; its last version stays in use.</summary>
    Removed,
}

/// <summary>A plugin assembly that changed while the host ran.</summary>
/// <param name="Assembly">File name of the assembly.</param>
/// <param name="Kind">The outcome.</param>
/// <param name="Ids">Ids of the classes whose code differs from the previous version; of a new assembly, all ids.</param>
/// <param name="Problems">Why the new version was refused, one sentence each; else empty.</param>
public sealed record PluginChange(string Assembly, PluginChangeKind Kind, IReadOnlyList<string> Ids, IReadOnlyList<string> Problems)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        PluginChangeKind.Added => $"{Assembly} is new: {string.Join(", ", Ids)}.",
        PluginChangeKind.Replaced => $"{Assembly} swapped: {(Ids.Count > 0 ? $"{string.Join(", ", Ids)} changed" : "no code changed")}.",
        PluginChangeKind.Removed => $"{Assembly} is gone; its last version stays in use.",
        _ => $"{Assembly} is refused; its last version, if any, stays in use: {string.Join(" ", Problems)}",
    };
}
