using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads a method or metric: <c>id@layer{option=value}</c>, with <c> | step</c> appended for a method, or the long form
/// <c>{method: id, layer: b4, options: {option: value}, post: [step]}</c>, with <c>metric</c> in place of <c>method</c> for a metric. An
/// item of a list of methods may be a <c>matrix</c>, or the name of a group or panel: a text that begins with a capital letter, as no id
/// does.
/// </summary>
/// <param name="problems">Collects the mistakes.</param>
/// <param name="post">Steps that the table appends to each of its methods.</param>
internal sealed class CallReader(ProblemList problems, IReadOnlyList<PluginCall>? post = null)
{
    /// <summary>The table's groups, and the panels of its figure where they may be named. Their methods have the table's steps.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Marked<PluginCall>>> Groups { get; init; } =
        new Dictionary<string, IReadOnlyList<Marked<PluginCall>>>(StringComparer.Ordinal);

    /// <summary>Whether a text names a group or panel.</summary>
    public static bool IsGroupName(string text) => text.Length > 0 && char.IsAsciiLetterUpper(text[0]);

    /// <summary>This reader with other groups.</summary>
    public CallReader With(IReadOnlyDictionary<string, IReadOnlyList<Marked<PluginCall>>> groups) =>
        new(problems, post) { Groups = groups };

    /// <summary>This reader with a figure's panels as groups, by their titles. A title of several panels names none.</summary>
    public CallReader WithPanels(CurveFigureSpec? figure)
    {
        var all = new OrderedDictionary<string, IReadOnlyList<Marked<PluginCall>>>(Groups, StringComparer.Ordinal);
        var titles = (figure?.Panels ?? []).Where(panel => IsGroupName(panel.Title ?? "")).GroupBy(panel => panel.Title!);
        foreach (var title in titles.Where(title => title.Count() == 1)) all.TryAdd(title.Key, AsGroup(title.Key, title.Single().Methods));
        return With(all);
    }

    /// <summary>Methods that a list has through a group or panel.</summary>
    public static IReadOnlyList<Marked<PluginCall>> AsGroup(string name, IReadOnlyList<Marked<PluginCall>> methods) =>
        [.. methods.Select(call => call with { Group = name })];

    /// <summary>The calls of a list, with its matrices expanded.</summary>
    /// <param name="key">The list's key.</param>
    /// <param name="kind"><c>method</c> or <c>metric</c>.</param>
    /// <param name="items">The list.</param>
    public IReadOnlyList<Marked<PluginCall>> ReadList(string key, string kind, YamlNode items)
    {
        switch (items)
        {
            case YamlList { Items.Count: > 0 } list:
                var calls = new List<Marked<PluginCall>>();
                foreach (var item in list.Items)
                {
                    if (item is YamlMap map && map.Find(MatrixReader.Key) is not null)
                        calls.AddRange(new MatrixReader(problems, this).ReadAll(kind, map).Select(call => AppendPost(kind, call)));
                    else if (kind == "method" && item is YamlScalar { IsNull: false } text && IsGroupName(text.Text))
                        calls.AddRange(ReadGroup(text));
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

    /// <summary>One call, a group, or a list.</summary>
    public IReadOnlyList<Marked<PluginCall>> ReadOneOrMore(string key, string kind, YamlNode item) =>
        item is not YamlScalar text ? ReadList(key, kind, item)
        : kind == "method" && IsGroupName(text.Text) ? ReadGroup(text)
        : ReadOne(key, kind, item) is { } one ? [one]
        : [];

    /// <summary>The methods of a group or panel; none, with the problem reported, if it is unknown.</summary>
    public IReadOnlyList<Marked<PluginCall>> ReadGroup(YamlScalar name)
    {
        if (Groups.TryGetValue(name.Text, out var calls)) return calls;
        var called = Groups.Keys.FirstOrDefault(group =>
            name.Text.StartsWith(group, StringComparison.Ordinal) && name.Text[group.Length..].TrimStart() is ['@' or '{' or '|', ..]);
        problems.Add(
            name.Mark,
            called is not null ? $"'{called}' is a group, which takes no layer, options or steps."
            : Groups.Count == 0
                ? $"Unknown group '{name.Text}': the table has no 'groups'. Ids of methods begin with a small letter."
                : $"Unknown group '{name.Text}'{NearestName.Hint(name.Text, Groups.Keys)}");
        return [];
    }

    /// <summary>One call, with the table's steps appended.</summary>
    public Marked<PluginCall>? ReadOne(string key, string kind, YamlNode item) =>
        ReadWithoutPost(key, kind, item) is { } call ? AppendPost(kind, call) : null;

    /// <summary>One call, without the table's steps.</summary>
    public Marked<PluginCall>? ReadWithoutPost(string key, string kind, YamlNode item)
    {
        switch (item)
        {
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
        var isMethod = kind == "method";
        var reader = new MapReader(map, isMethod ? CallKeys.Method : CallKeys.Metric, problems);
        var id = reader.Read(isMethod ? CallKeys.MethodId : CallKeys.MetricId);
        var layer = reader.Read(isMethod ? CallKeys.Layer : CallKeys.MetricLayer);
        var (options, places) = (new List<KeyValuePair<string, string>>(), new Dictionary<string, SourceMark>(StringComparer.Ordinal));
        if (layer is not null) places["layer"] = layer.Mark;
        foreach (var (option, value) in reader.Read(CallKeys.Options) ?? [])
        {
            options.Add(new(option.Key, value));
            places[option.Key] = option.Mark;
        }
        var steps = isMethod ? reader.Read(CallKeys.Post) ?? [] : [];
        return id is null ? null : new(new PluginCall(id.Value, layer?.Value, options) { Post = steps }, map.Mark) { Places = places };
    }
}
