using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Schema;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads <c>groups: {Positive: [METHOD, …], All: [Positive, METHOD]}</c>: lists of methods by name. A group may name other groups.
/// </summary>
internal static class GroupReader
{
    /// <summary>The reader of methods, with the groups.</summary>
    public static CallReader Read(YamlMap? map, CallReader calls, ProblemList problems)
    {
        if (map is null) return calls;
        foreach (var entry in map.Entries.Where(entry => !CallReader.IsGroupName(entry.Key)))
            problems.Add(
                entry.Mark,
                $"The name of a group begins with a capital letter, A to Z, as ids of methods do not: '{entry.Key}' does not.");
        var groups = new OrderedDictionary<string, IReadOnlyList<Marked<PluginCall>>>(StringComparer.Ordinal);
        var reader = calls.With(groups);
        var (ordered, left) = Order(map.Entries);
        if (left.Count > 0)
            problems.Add(
                left[0].Mark,
                $"The group '{left[0].Key}' names itself, or a group that does: {string.Join(", ", left.Select(entry => entry.Key))}.");
        var total = 0;
        foreach (var entry in ordered)
        {
            var methods = CallTypes.Methods.Read(new KeyContext(entry.Key, problems, reader), entry.Value) ?? [];
            groups[entry.Key] = CallReader.AsGroup(entry.Key, methods);
            total += methods.Count;
            if (total <= MatrixReader.MaxCombinations) continue;
            problems.Add(entry.Mark, $"The groups have more than {MatrixReader.MaxCombinations} methods together.");
            break;
        }
        return reader;
    }

    // Each group after those that it names; groups that name each other in a circle are left.
    private static (List<YamlEntry> Ordered, List<YamlEntry> Left) Order(IReadOnlyList<YamlEntry> entries)
    {
        var groups = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        var waiting = entries.ToDictionary(
            entry => entry.Key,
            entry => Names(entry.Value).Where(groups.ContainsKey).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var namedBy = waiting
            .SelectMany(group => group.Value.Select(name => (Name: name, By: group.Key)))
            .ToLookup(pair => pair.Name, pair => pair.By);
        var ordered = entries.Where(entry => waiting[entry.Key].Count == 0).ToList();
        for (var i = 0; i < ordered.Count; i++)
            foreach (var by in namedBy[ordered[i].Key])
                if (waiting[by].Remove(ordered[i].Key) && waiting[by].Count == 0) ordered.Add(groups[by]);
        return (ordered, [.. entries.Where(entry => waiting[entry.Key].Count > 0)]);
    }

    private static IEnumerable<string> Names(YamlNode group) =>
        group is YamlList list ? list.Items.OfType<YamlScalar>().Select(item => item.Text) : [];

    /// <summary>Creates the schema of groups.</summary>
    public static JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["patternProperties"] = new JsonObject { [CallSchema.GroupPattern] = CallTypes.Methods.Schema() },
        ["additionalProperties"] = false,
    };
}
