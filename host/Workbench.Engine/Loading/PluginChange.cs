namespace Workbench.Engine.Loading;

/// <summary>What became of a plugin assembly that was rebuilt.</summary>
public enum PluginChangeKind
{
    /// <summary>A new assembly; its methods and metrics are at hand.</summary>
    Added,
    /// <summary>The new version has taken the old one's place.</summary>
    Swapped,
    /// <summary>The new version cannot be used; the old one, where there is one, goes on.</summary>
    Refused,
    /// <summary>The assembly's file is gone; its last version goes on.</summary>
    Gone,
}

/// <summary>A plugin assembly that changed while the host ran.</summary>
/// <param name="Assembly">File name of the assembly.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Ids">Ids of the classes whose code differs from the version before, or of all of a new assembly.</param>
/// <param name="Problems">Why it was refused, one sentence each; else empty.</param>
public sealed record PluginChange(string Assembly, PluginChangeKind Kind, IReadOnlyList<string> Ids, IReadOnlyList<string> Problems)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        PluginChangeKind.Added => $"{Assembly} is new: {string.Join(", ", Ids)}.",
        PluginChangeKind.Swapped => $"{Assembly} swapped: {(Ids.Count > 0 ? $"{string.Join(", ", Ids)} changed" : "no code changed")}.",
        PluginChangeKind.Gone => $"{Assembly} is gone; its last version goes on.",
        _ => $"{Assembly} is refused and its last version, if any, goes on: {string.Join(" ", Problems)}",
    };
}
