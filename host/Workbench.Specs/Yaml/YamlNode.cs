namespace Workbench.Specs.Yaml;

/// <summary>A YAML node with its place, and the folder where its relative paths start.</summary>
internal abstract record YamlNode(SourceMark Mark, string Folder)
{
    /// <summary>A description for messages: "a list", "a mapping", or the text in quotes.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text, number or other single value, as written.</summary>
internal sealed record YamlScalar(SourceMark Mark, string Folder, string Text, bool Quoted) : YamlNode(Mark, Folder)
{
    public bool IsNull => !Quoted && Text is "" or "~" or "null";

    public override string Kind => IsNull ? "nothing" : $"'{(Text.Length <= 100 ? Text : $"{Text[..100]}…")}'";

    /// <summary>
    /// The text as a full path; for <c>pull:NAME</c>, the file in the cache. A text with a NUL character is only joined to the folder, as
    /// such a file cannot exist.
    /// </summary>
    public string FullPath =>
        PulledPath.Resolve(Text)
        ?? (Text.Contains('\0', StringComparison.Ordinal) ? Path.Combine(Folder, Text) : Path.GetFullPath(Path.Combine(Folder, Text)));
}

/// <summary>A list.</summary>
internal sealed record YamlList(SourceMark Mark, string Folder, IReadOnlyList<YamlNode> Items) : YamlNode(Mark, Folder)
{
    public override string Kind => "a list";
}

/// <summary>A mapping, its keys in the order written.</summary>
internal sealed record YamlMap(SourceMark Mark, string Folder, IReadOnlyList<YamlEntry> Entries) : YamlNode(Mark, Folder)
{
    public override string Kind => "a mapping";

    public YamlNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>A copy without a key.</summary>
    public YamlMap Without(string key) => this with { Entries = [.. Entries.Where(entry => entry.Key != key)] };

    /// <summary>A copy with the value at a path of keys replaced or added. A value on the way that is not a mapping becomes one.</summary>
    public YamlMap With(ReadOnlySpan<string> path, SourceMark mark, YamlNode value)
    {
        var key = path[0];
        if (path.Length > 1)
        {
            var inner = Find(key) as YamlMap ?? new YamlMap(mark, value.Folder, []);
            value = inner.With(path[1..], mark, value);
        }
        var entry = new YamlEntry(mark, key, value);
        var entries = Entries.Any(old => old.Key == key) ? Entries.Select(old => old.Key == key ? entry : old) : Entries.Append(entry);
        return this with { Entries = [.. entries] };
    }
}

/// <summary>One key of a mapping with its value.</summary>
internal sealed record YamlEntry(SourceMark Mark, string Key, YamlNode Value);
