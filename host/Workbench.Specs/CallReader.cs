using Workbench.Engine.Plugins;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads a method or metric: <c>id@layer{option=value}</c>, or spelt out as
/// <c>{method: id, layer: b4, options: {option: value}}</c>, with <c>metric</c> for a metric.
/// </summary>
internal sealed class CallReader(ProblemList problems)
{
    /// <param name="key">The list's key.</param>
    /// <param name="kind"><c>method</c> or <c>metric</c>.</param>
    /// <param name="items">The list.</param>
    public IReadOnlyList<Marked<PluginCall>> All(string key, string kind, YamlNode? items)
    {
        switch (items)
        {
            case null:
                return [];
            case YamlList { Items.Count: > 0 } list:
                return [.. list.Items.Select(item => One(key, kind, item)).OfType<Marked<PluginCall>>()];
            case YamlList:
                problems.Add(items.Mark, $"'{key}' lists nothing.");
                return [];
            default:
                problems.Add(items.Mark, $"'{key}' must be a list, not {items.Kind}.");
                return [];
        }
    }

    /// <summary>One call, or a list.</summary>
    public IReadOnlyList<Marked<PluginCall>> OneOrMore(string key, string kind, YamlNode? item) =>
        item is YamlScalar ? One(key, kind, item) is { } one ? [one] : [] : All(key, kind, item);

    /// <summary>One call, or a list; null for <c>all</c>.</summary>
    public IReadOnlyList<Marked<PluginCall>>? OrAll(string key, string kind, YamlNode? item) =>
        item is YamlScalar { Text: "all" } ? null : OneOrMore(key, kind, item);

    public Marked<PluginCall>? One(string key, string kind, YamlNode? item)
    {
        switch (item)
        {
            case null:
                return null;
            case YamlScalar { IsNull: false } scalar:
                try
                {
                    return new(PluginCall.Parse(scalar.Text), scalar.Mark);
                }
                catch (FormatException error)
                {
                    problems.Add(scalar.Mark, error.Message);
                    return null;
                }
            case YamlMap map:
                return SpeltOut(kind, map);
            default:
                problems.Add(item.Mark, $"'{key}' takes 'id', 'id@layer', 'id@layer{{option=value}}' or a mapping, not {item.Kind}.");
                return null;
        }
    }

    private Marked<PluginCall>? SpeltOut(string kind, YamlMap map)
    {
        var reader = new MapReader(map, $"a {kind}", problems, kind, "layer", "options");
        var id = reader.Text(kind, reader.Required(kind))?.Text;
        var layer = reader.Text("layer", reader.Optional("layer"))?.Text;
        var options = new List<KeyValuePair<string, string>>();
        foreach (var option in reader.Entries("options"))
            if (reader.Text(option.Key, option.Value) is { } value) options.Add(new(option.Key, value.Text));
        return id is null ? null : new(new PluginCall(id, layer, options), map.Mark);
    }
}
