namespace Workbench.Specs;

/// <summary>Where images come from.</summary>
/// <param name="Mark">Where the spec says so.</param>
public abstract record DataSpec(Mark Mark)
{
    /// <summary>The keys as a spec writes them, paths in full; null where a key has nothing to say.</summary>
    internal abstract IEnumerable<KeyValuePair<string, object?>> Said { get; }

    /// <summary>Folders that must exist.</summary>
    internal virtual IEnumerable<Marked<string>> Folders => [];

    /// <summary>Folders or files that must exist.</summary>
    internal virtual IEnumerable<Marked<string>> Places => [];

    /// <summary>Files that must exist.</summary>
    internal virtual IEnumerable<Marked<string>> Files => [];

    /// <summary>Text that is equal for equal data.</summary>
    internal string Identity => string.Join(' ', Said.Where(key => key.Value is not null).Select(key => $"{key.Key}={(key.Value is IEnumerable<string> list ? string.Join(',', list) : key.Value)}"));
}

/// <summary>Rendered scenes.</summary>
/// <param name="Mark">Where the spec says so.</param>
/// <param name="Seed">Seed of the renderer.</param>
/// <param name="Split">Which images: <c>train</c>, <c>val</c> or <c>test</c>.</param>
/// <param name="Count">How many.</param>
public sealed record ScenesData(Mark Mark, ulong Seed, string Split, int Count) : DataSpec(Mark)
{
    internal override IEnumerable<KeyValuePair<string, object?>> Said => [new("format", "scenes"), new("seed", Seed), new("split", Split), new("count", Count)];
}

/// <summary>Images in a folder, without annotations.</summary>
/// <param name="Mark">Where the spec says so.</param>
/// <param name="Root">Full path of the folder.</param>
public sealed record FolderData(Mark Mark, Marked<string> Root) : DataSpec(Mark)
{
    internal override IEnumerable<KeyValuePair<string, object?>> Said => [new("format", "folder"), new("root", Root.Value)];

    internal override IEnumerable<Marked<string>> Folders => [Root];
}
