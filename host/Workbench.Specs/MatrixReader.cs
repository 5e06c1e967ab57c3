using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads <c>{matrix: {method: [A, B], layer: [b5, b4], OPTION: [true, false], post: [~, abs]}, exclude: [{method: A, layer: b4}],
/// include: [C@b1]}</c>: every combination in the order written, with the last axis varying fastest, without those that match an
/// <c>exclude</c>, followed by those of <c>include</c>. An axis with one value needs no list. A value of <c>post</c> is a step, a list of
/// steps, or <c>~</c> for none.
/// </summary>
internal sealed class MatrixReader(ProblemList problems, CallReader calls)
{
    public const string Key = "matrix";

    /// <summary>The maximum number of calls of a matrix, and of a list with its matrices expanded.</summary>
    public const int MaxCombinations = 10_000;

    private sealed record Value(string Text, SourceMark Mark, PluginCall? Call, IReadOnlyList<PluginCall> Post);

    private sealed record Axis(string Name, SourceMark Mark, IReadOnlyList<Value> Values);

    /// <summary>The calls of a matrix, without the table's steps.</summary>
    /// <param name="kind"><c>method</c> or <c>metric</c>.</param>
    /// <param name="map">The mapping that has the key.</param>
    public IReadOnlyList<Marked<PluginCall>> ReadAll(string kind, YamlMap map)
    {
        var reader = new MapReader(map, CallKeys.Matrix, problems);
        if (reader.Read(CallKeys.Axes) is not { } body) return [];
        var axes = body.Entries.Select(entry => Read(kind, entry)).ToList();
        if (!axes.Exists(axis => axis.Name == kind)) problems.Add(body.Mark, $"A matrix needs the axis '{kind}'.");
        if (!axes.Exists(axis => axis.Name == kind) || axes.Exists(axis => axis.Values.Count == 0)) return [];
        if (axes.Aggregate(1L, (count, axis) => Math.Min(count * axis.Values.Count, int.MaxValue)) > MaxCombinations)
        {
            problems.Add(body.Mark, $"The matrix has more than {MaxCombinations} combinations.");
            return [];
        }
        IEnumerable<Value[]> product = [[]];
        foreach (var axis in axes) product = product.SelectMany(_ => axis.Values, (before, value) => (Value[])[.. before, value]);
        var excludes = (reader.Read(CallKeys.Exclude) ?? [])
            .Select(item => Exclude(item, axes))
            .OfType<IReadOnlyDictionary<int, string>>()
            .ToList();
        var left = product.Where(values => !excludes.Exists(exclude => exclude.All(part => values[part.Key].Text == part.Value))).ToList();
        var included = (reader.Read(CallKeys.Include) ?? [])
            .Select(item => calls.ReadWithoutPost("include", kind, item))
            .OfType<Marked<PluginCall>>()
            .ToList();
        if (left.Count + included.Count == 0) problems.Add(map.Mark, "The matrix excludes all of its combinations.");
        return [.. left.Select(values => Combine(kind, axes, values)).OfType<Marked<PluginCall>>(), .. included];
    }

    private Axis Read(string kind, YamlEntry entry)
    {
        var items = entry.Value is YamlList list ? list.Items : [entry.Value];
        if (items.Count == 0) problems.Add(entry.Value.Mark, $"The axis '{entry.Key}' is empty.");
        if (entry.Key == "post" && kind != "method") problems.Add(entry.Mark, "A metric has no steps: 'post' is an axis of methods.");
        var values = items.Select(item => ValueOf(kind, entry.Key, item)).OfType<Value>().ToList();
        foreach (var twice in values.GroupBy(value => value.Text).Where(group => group.Count() > 1))
            problems.Add(twice.Last().Mark, $"The axis '{entry.Key}' lists '{twice.Key}' twice.");
        return new Axis(entry.Key, entry.Mark, values.Count == items.Count ? [.. values.DistinctBy(value => value.Text)] : []);
    }

    private Value? ValueOf(string kind, string axis, YamlNode item)
    {
        if (axis == "post")
        {
            var none = item is YamlScalar { IsNull: true } or YamlList { Items.Count: 0 };
            var steps = none ? [] : new PostReader(problems).ReadAll("post", item);
            return steps.Count == 0 && !none ? null : new Value(string.Join(" | ", steps), item.Mark, null, steps);
        }
        if (item is not YamlScalar { IsNull: false } text)
        {
            problems.Add(item.Mark, $"A value of the axis '{axis}' must be text or a number, not {item.Kind}.");
            return null;
        }
        if (axis != kind) return new Value(text.Text, text.Mark, null, []);
        return calls.ReadWithoutPost(axis, kind, text) is { } call ? new Value(text.Text, text.Mark, call.Value, []) : null;
    }

    // Values by index of the axis; null, with the problem reported, if no combination can match.
    private Dictionary<int, string>? Exclude(YamlNode item, List<Axis> axes)
    {
        if (item is not YamlMap { Entries.Count: > 0 } map)
        {
            problems.Add(
                item.Mark,
                $"'exclude' takes mappings of an axis to one of its values, not {(item is YamlMap ? "an empty mapping" : item.Kind)}.");
            return null;
        }
        var parts = new Dictionary<int, string>();
        foreach (var entry in map.Entries)
        {
            var at = axes.FindIndex(axis => axis.Name == entry.Key);
            if (at < 0)
            {
                problems.Add(
                    entry.Mark,
                    $"The matrix has no axis '{entry.Key}'{NearestName.Hint(entry.Key, axes.Select(axis => axis.Name))}");
                continue;
            }
            var text = entry.Key == "post"
                ? string.Join(
                    " | ",
                    entry.Value is YamlScalar { IsNull: true } ? [] : new PostReader(problems).ReadAll("post", entry.Value))
                : (entry.Value as YamlScalar)?.Text;
            if (text is not null && axes[at].Values.Any(value => value.Text == text)) parts[at] = text;
            else
            {
                var given = text is null ? entry.Value.Kind : $"'{text}'";
                var hint = NearestName.Hint(text ?? "", axes[at].Values.Select(value => value.Text));
                problems.Add(entry.Value.Mark, $"'exclude' matches nothing: {given} is not a value of the axis '{entry.Key}'{hint}");
            }
        }
        return parts.Count == map.Entries.Count ? parts : null;
    }

    // The call's place is that of the value that names the plugin; layer and options have their own.
    private Marked<PluginCall>? Combine(string kind, List<Axis> axes, Value[] values)
    {
        var named = values[axes.FindIndex(axis => axis.Name == kind)];
        var (call, places) = (named.Call!, new Dictionary<string, SourceMark>(StringComparer.Ordinal));
        foreach (var (axis, value) in axes.Zip(values))
        {
            if (axis.Name == kind) continue;
            if (axis.Name == "post")
            {
                call = call with { Post = [.. call.Post, .. value.Post] };
                continue;
            }
            places[axis.Name] = value.Mark;
            if (axis.Name != "layer")
            {
                call = call with { Options = [.. call.Options, new(axis.Name, value.Text)] };
                continue;
            }
            if (call.Layer is not null)
            {
                problems.Add(named.Mark, $"'{named.Text}' has a layer, but the matrix has the axis 'layer'.");
                return null;
            }
            call = call with { Layer = value.Text };
        }
        return new(call, named.Mark) { Places = places };
    }
}
