using System.Globalization;
using System.Numerics;
using Workbench.Data;

namespace Workbench.Specs.Yaml;

/// <summary>
/// Reads the keys of one mapping by type. It reports unknown keys, values of a wrong type and missing keys, returns null for them, and
/// continues. A missing key that seems to be mistyped is reported once, as the mistyped key.
/// </summary>
internal sealed class MapReader
{
    private readonly YamlMap _map;
    private readonly string _what;
    private readonly ProblemList _problems;
    private readonly HashSet<string> _mistyped;

    /// <param name="map">The mapping.</param>
    /// <param name="what">A noun for the mapping in messages, such as "a spec".</param>
    /// <param name="problems">Collects the mistakes.</param>
    /// <param name="keys">The keys that the mapping may have.</param>
    public MapReader(YamlMap map, string what, ProblemList problems, params IReadOnlyList<string> keys)
    {
        (_map, _what, _problems) = (map, what, problems);
        var unknown = map.Entries.Where(entry => !keys.Contains(entry.Key)).ToList();
        foreach (var entry in unknown) problems.Add(entry.Mark, $"Unknown key '{entry.Key}' in {what}{NearestName.Hint(entry.Key, keys)}");
        _mistyped = [.. unknown.Select(entry => NearestName.Find(entry.Key, keys)).OfType<string>()];
    }

    public SourceMark Mark => _map.Mark;

    public YamlNode? Optional(string key) => _map.Find(key);

    /// <summary>Whether an unknown key is probably a misspelling of this one.</summary>
    public bool IsMistyped(string key) => _mistyped.Contains(key);

    public YamlNode? Required(string key)
    {
        var value = _map.Find(key);
        if (value is null && !IsMistyped(key)) _problems.Add(_map.Mark, $"The key '{key}' is missing in {_what}.");
        return value;
    }

    /// <summary>Reports that both of two keys are missing, unless one is mistyped.</summary>
    public void Either(string one, string other)
    {
        if (!IsMistyped(one) && !IsMistyped(other)) _problems.Add(_map.Mark, $"The key '{one}' or '{other}' is missing in {_what}.");
    }

    /// <summary>A required mapping.</summary>
    public YamlMap? Map(string key) => Expect<YamlMap>(key, Required(key), "a mapping");

    /// <summary>The entries of an optional mapping.</summary>
    public IReadOnlyList<YamlEntry> Entries(string key) => Expect<YamlMap>(key, Optional(key), "a mapping")?.Entries ?? [];

    /// <summary>The items of a list; null if the value is absent or not a list.</summary>
    public IReadOnlyList<YamlNode>? List(string key, YamlNode? value) => Expect<YamlList>(key, value, "a list")?.Items;

    /// <summary>A text; null if the value is absent or not a text.</summary>
    public YamlScalar? Text(string key, YamlNode? value)
    {
        if (value is YamlScalar { IsNull: false } text) return text;
        if (value is not null) _problems.Add(value.Mark, $"'{key}' must be text, not {value.Kind}.");
        return null;
    }

    /// <summary>A list of texts; null if the value is absent or not a list.</summary>
    public IReadOnlyList<string>? Texts(string key, YamlNode? value) =>
        List(key, value)?.Select(item => Text(key, item)?.Text).OfType<string>().ToList();

    /// <summary>A number of at least <paramref name="min"/>; null if the key is absent or has no such number.</summary>
    public T? Number<T>(string key, T min, string what) where T : struct, INumber<T>
    {
        var value = _map.Find(key);
        if (value is null) return null;
        var style = T.One / (T.One + T.One) == T.Zero ? NumberStyles.Integer : NumberStyles.Float;
        if (
            value is YamlScalar { Quoted: false } scalar
            && T.TryParse(scalar.Text, style, CultureInfo.InvariantCulture, out var number)
            && number >= min)
            return number;
        _problems.Add(value.Mark, $"'{key}' must be {what}, not {value.Kind}.");
        return null;
    }

    /// <summary>One of some names; null if the value is absent or another.</summary>
    public Marked<string>? Choice(string key, YamlNode? value, IReadOnlyList<string> names)
    {
        if (Text(key, value) is not { } text) return null;
        if (names.Contains(text.Text)) return new(text.Text, text.Mark);
        _problems.Add(text.Mark, $"Unknown value '{text.Text}' of '{key}'{NearestName.Hint(text.Text, names)}");
        return null;
    }

    private T? Expect<T>(string key, YamlNode? value, string what) where T : YamlNode
    {
        if (value is not (null or T)) _problems.Add(value.Mark, $"'{key}' must be {what}, not {value.Kind}.");
        return value as T;
    }
}
