using Workbench.Data;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Keys;

/// <summary>
/// Reads the keys of one mapping. It reports unknown keys, values of a wrong type and missing keys, returns null for them, and continues.
/// A missing key that seems to be mistyped is reported once, as the mistyped key.
/// </summary>
internal sealed class MapReader
{
    private readonly YamlMap _map;
    private readonly KeyMapping _keys;
    private readonly ProblemList _problems;
    private readonly CallReader? _calls;
    private readonly HashSet<string> _mistyped;

    /// <param name="map">The mapping.</param>
    /// <param name="keys">The keys that the mapping may have.</param>
    /// <param name="problems">Collects the mistakes.</param>
    /// <param name="calls">Reads methods and metrics, if the mapping has any.</param>
    public MapReader(YamlMap map, KeyMapping keys, ProblemList problems, CallReader? calls = null)
    {
        (_map, _keys, _problems, _calls) = (map, keys, problems, calls);
        var unknown = map.Entries.Where(entry => !keys.Names.Contains(entry.Key)).ToList();
        foreach (var entry in unknown)
            problems.Add(entry.Mark, $"Unknown key '{entry.Key}' in {keys.What}{NearestName.Hint(entry.Key, keys.Names)}");
        _mistyped = [.. unknown.Select(entry => NearestName.Find(entry.Key, keys.Names)).OfType<string>()];
    }

    public SourceMark Mark => _map.Mark;

    /// <summary>The value of a key; null if the mapping lacks the key or, with the problem reported, has another type for it.</summary>
    public T? Read<T>(SpecKey<T> key) => key.IsRequired ? ReadRequired(key) : Find(key) is { } value ? Read(key, value) : default;

    /// <summary>The value of a key that is required here; null, with the problem reported, if it is missing or of another type.</summary>
    public T? ReadRequired<T>(SpecKey<T> key)
    {
        if (Find(key) is { } value) return Read(key, value);
        if (!IsMistyped(key)) _problems.Add(_map.Mark, $"The key '{key.Name}' is missing in {_keys.What}.");
        return default;
    }

    /// <summary>The node of a key, unread; null if the mapping lacks the key.</summary>
    public YamlNode? Find(SpecKey key) => _map.Find(key.Name);

    /// <summary>Whether an unknown key is probably a misspelling of this one.</summary>
    public bool IsMistyped(SpecKey key) => _mistyped.Contains(key.Name);

    /// <summary>Reports that both of two keys are missing, unless one is mistyped.</summary>
    public void ReportNeither(SpecKey one, SpecKey other)
    {
        if (!IsMistyped(one) && !IsMistyped(other))
            _problems.Add(_map.Mark, $"The key '{one.Name}' or '{other.Name}' is missing in {_keys.What}.");
    }

    private T? Read<T>(SpecKey<T> key, YamlNode value) => key.Type.Read(new KeyContext(key.Name, _problems, _calls), value);
}
