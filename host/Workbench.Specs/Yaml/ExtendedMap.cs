using Workbench.Data;

namespace Workbench.Specs.Yaml;

/// <summary>
/// <c>extends: FILE</c> at the top of a mapping: the file's keys, and over them the mapping's own. Mappings merge key by key, at any depth; lists and single values are replaced whole; <c>~</c> takes a key
/// of the file away. It happens before any key is read, so that whoever reads sees one mapping; each value still knows its own file, so that mistakes are placed and relative paths start where they were written.
/// </summary>
internal static class ExtendedMap
{
    public const string Key = "extends";

    /// <summary>Reads a file as one mapping, with what it extends; null, with the problem reported, where it is none.</summary>
    /// <param name="file">The file, as marks call it.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static YamlMap? ReadFile(string file, ProblemList problems) =>
        YamlText.ReadFile(file, problems) is { } map ? Chained(map, [Path.GetFullPath(file)], [], problems) : null;

    /// <summary>A mapping inside a file, with what it extends; null, with the problem reported, where that cannot be read: what the mapping lacks without it is no mistake of its own.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="without">Keys that are not taken from the extended file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static YamlMap? Of(YamlMap map, IReadOnlyList<string> without, ProblemList problems) => Chained(map, [], without, problems);

    // The chain holds the files from the first that was read down to this one.
    private static YamlMap? Chained(YamlMap map, IReadOnlyList<string> chain, IReadOnlyList<string> without, ProblemList problems)
    {
        if (map.Find(Key) is not { } value) return map;
        if (value is not YamlScalar { IsNull: false } path)
        {
            problems.Add(value.Mark, $"'{Key}' must be the path of a file, not {value.Kind}.");
            return null;
        }
        if (chain.Contains(path.FullPath))
        {
            problems.Add(
                path.Mark,
                $"'{path.Text}' extends itself: {string.Join(" → ", chain.SkipWhile(file => file != path.FullPath).Append(path.FullPath).Select(Path.GetFileName))}."
            );
            return null;
        }
        if (!File.Exists(path.FullPath))
        {
            problems.Add(path.Mark, $"There is no file '{path.FullPath}' to extend{NearestFile.Hint(path.FullPath)}");
            return null;
        }
        if (
            YamlText.ReadFile(SubjectFile.Shown(path.FullPath), problems) is not { } read
            || Chained(read, [.. chain, path.FullPath], [], problems) is not { } under)
            return null;
        return Merge(without.Aggregate(under, (rest, key) => rest.Without(key)), map.Without(Key));
    }

    private static YamlEntry? Merge(YamlEntry under, YamlEntry over) =>
        over.Value is YamlScalar { IsNull: true } ? null
        : (under.Value, over.Value) is (YamlMap first, YamlMap second) ? over with { Value = Merge(first, second) }
        : over;

    private static YamlMap Merge(YamlMap under, YamlMap over)
    {
        var above = over.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        var below = under.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var merged = under
            .Entries.Select(entry => above.TryGetValue(entry.Key, out var own) ? Merge(entry, own) : entry)
            .OfType<YamlEntry>();
        // A '~' too: it takes nothing away, and whoever reads the key says so.
        return over with { Entries = [.. merged, .. over.Entries.Where(entry => !below.Contains(entry.Key))] };
    }
}
