using Workbench.Engine.Plugins;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads a method or metric: <c>id@layer{option=value}</c>, with <c> | step</c> appended for a method, or the long form
/// <c>{method: id, layer: b4, options: {option: value}, post: [step]}</c>, with <c>metric</c> in place of <c>method</c> for a metric. An
/// item of a list may be a <c>matrix</c>.
/// </summary>
/// <param name="problems">Collects the mistakes.</param>
/// <param name="post">Steps that the table appends to each of its methods.</param>
internal sealed class CallReader(ProblemList problems, IReadOnlyList<PluginCall>? post = null)
{
    /// <summary>The calls of a list, with its matrices expanded.</summary>
    /// <param name="key">The list's key.</param>
    /// <param name="kind"><c>method</c> or <c>metric</c>.</param>
    /// <param name="items">The list.</param>
    public IReadOnlyList<Marked<PluginCall>> ReadList(string key, string kind, YamlNode? items)
    {
        switch (items)
        {
            case null:
                return [];
            case YamlList { Items.Count: > 0 } list:
                var calls = new List<Marked<PluginCall>>();
                foreach (var item in list.Items)
                {
                    if (item is YamlMap map && map.Find(MatrixReader.Key) is not null)
                        calls.AddRange(new MatrixReader(problems, this).ReadAll(kind, map).Select(call => AppendPost(kind, call)));
                    else if (ReadOne(key, kind, item) is { } call) calls.Add(call);
                    if (calls.Count <= MatrixReader.MaxCombinations) continue;
                    problems.Add(
                        item.Mark,
                        $"'{key}' has more than {MatrixReader.MaxCombinations} entries, with its matrices expanded.");
                    return [];
                }
                return calls;
            case YamlList:
                problems.Add(items.Mark, $"'{key}' is empty.");
                return [];
            default:
                problems.Add(items.Mark, $"'{key}' must be a list, not {items.Kind}.");
                return [];
        }
    }

    /// <summary>One call, or a list.</summary>
    public IReadOnlyList<Marked<PluginCall>> ReadOneOrMore(string key, string kind, YamlNode? item) =>
        item is YamlScalar ? ReadOne(key, kind, item) is { } one ? [one] : [] : ReadList(key, kind, item);

    /// <summary>One call, or a list; null for <c>all</c>.</summary>
    public IReadOnlyList<Marked<PluginCall>>? ReadListOrAll(string key, string kind, YamlNode? item) =>
        item is YamlScalar { Text: "all" } ? null : ReadOneOrMore(key, kind, item);

    /// <summary>One call, with the table's steps appended.</summary>
    public Marked<PluginCall>? ReadOne(string key, string kind, YamlNode? item) =>
        ReadWithoutPost(key, kind, item) is { } call ? AppendPost(kind, call) : null;

    /// <summary>One call, without the table's steps.</summary>
    public Marked<PluginCall>? ReadWithoutPost(string key, string kind, YamlNode? item)
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
                return ReadLongForm(kind, map);
            default:
                problems.Add(item.Mark, $"'{key}' takes 'id', 'id@layer', 'id@layer{{option=value}}' or a mapping, not {item.Kind}.");
                return null;
        }
    }

    private Marked<PluginCall> AppendPost(string kind, Marked<PluginCall> call) =>
        kind != "method" || post is not { Count: > 0 }
            ? call
            : call with
            {
                Value = call.Value with { Post = [.. call.Value.Post, .. post] },
            };

    private Marked<PluginCall>? ReadLongForm(string kind, YamlMap map)
    {
        var reader = new MapReader(map, $"a {kind}", problems, (kind == "method" ? SpecKeys.Method : SpecKeys.Metric).Names());
        var id = reader.Text(kind, reader.Required(kind))?.Text;
        var layer = reader.Text("layer", reader.Optional("layer"));
        var (options, places) = (new List<KeyValuePair<string, string>>(), new Dictionary<string, SourceMark>(StringComparer.Ordinal));
        if (layer is not null) places["layer"] = layer.Mark;
        foreach (var option in reader.Entries("options"))
            if (reader.Text(option.Key, option.Value) is { } value)
            {
                options.Add(new(option.Key, value.Text));
                places[option.Key] = option.Mark;
            }
        var steps = kind == "method" ? new PostReader(problems).ReadAll("post", reader.Optional("post")) : [];
        return id is null ? null : new(new PluginCall(id, layer?.Text, options) { Post = steps }, map.Mark) { Places = places };
    }
}
