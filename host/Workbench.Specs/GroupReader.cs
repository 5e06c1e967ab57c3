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
        var left = map?.Entries.ToList() ?? [];
        foreach (var entry in left.Where(entry => !CallReader.IsGroupName(entry.Key)))
            problems.Add(
                entry.Mark,
                $"The name of a group begins with a capital letter, as ids of methods do not: '{entry.Key}' does not.");
        // A group is read after those that it names.
        while (left.Count > 0)
        {
            if (left.Find(entry => !left.Exists(other => Names(entry.Value).Contains(other.Key))) is not { } next)
            {
                problems.Add(
                    left[0].Mark,
                    $"The group '{left[0].Key}' names itself, or a group that does: {string.Join(", ", left.Select(entry => entry.Key))}.");
                break;
            }
            left.Remove(next);
            var methods = CallTypes.Methods.Read(new KeyContext(next.Key, problems, calls), next.Value) ?? [];
            calls = calls.With([new KeyValuePair<string, IReadOnlyList<Marked<PluginCall>>>(next.Key, methods)]);
        }
        return calls;
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
