using Workbench.Data;

namespace Workbench.Specs.Yaml;

/// <summary>
/// Resolves <c>extends: FILE</c> in a mapping: the file's keys, overridden by the mapping's own. Mappings merge key by key, at any depth.
/// Lists and single values are replaced. <c>~</c> removes a key of the file. The merge precedes all reading, so a reader sees one mapping.
/// Each value keeps the place and folder of its own file, for messages and relative paths.
/// </summary>
internal static class ExtendedMap
{
    public const string Key = "extends";

    /// <summary>The mapping of a file, merged with those that it extends; null, with the problem reported, if it cannot be read.</summary>
    /// <param name="file">The file, named as in marks.</param>
    /// <param name="problems">Collects the mistakes.</param>
    public static YamlMap? ReadFile(string file, ProblemList problems) =>
        YamlNodeReader.ReadFile(file, problems) is { } map ? MergeChain(map, [Path.GetFullPath(file)], [], problems) : null;

    /// <summary>
    /// A mapping inside a file, merged with the files that it extends. Null, with the problem reported, if one of them cannot be read, as
    /// keys would then seem to be missing.
    /// </summary>
    /// <param name="map">The mapping.</param>
    /// <param name="without">Keys that are not inherited.</param>
    /// <param name="problems">Collects the mistakes.</param>
    public static YamlMap? Merge(YamlMap map, IReadOnlyList<string> without, ProblemList problems) =>
        MergeChain(map, [], without, problems);

    // The chain has the files from the first down to this one.
    private static YamlMap? MergeChain(YamlMap map, IReadOnlyList<string> chain, IReadOnlyList<string> without, ProblemList problems)
    {
        if (map.Find(Key) is not { } value) return map;
        if (value is not YamlScalar { IsNull: false } path)
        {
            problems.Add(value.Mark, $"'{Key}' must be the path of a file, not {value.Kind}.");
            return null;
        }
        if (chain.Contains(path.FullPath))
        {
            var cycle = chain.SkipWhile(file => file != path.FullPath).Append(path.FullPath).Select(Path.GetFileName);
            problems.Add(path.Mark, $"'{path.Text}' extends itself: {string.Join(" → ", cycle)}.");
            return null;
        }
        if (!File.Exists(path.FullPath))
        {
            problems.Add(path.Mark, $"The file '{path.FullPath}' to extend does not exist{NearestFile.Hint(path.FullPath)}");
            return null;
        }
        if (YamlNodeReader.ReadFile(SubjectFile.DisplayPath(path.FullPath), problems) is not { } read) return null;
        if (MergeChain(read, [.. chain, path.FullPath], [], problems) is not { } under) return null;
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
        // A '~' without a key to remove stays, so that the key's reader reports it.
        return over with { Entries = [.. merged, .. over.Entries.Where(entry => !below.Contains(entry.Key))] };
    }
}
