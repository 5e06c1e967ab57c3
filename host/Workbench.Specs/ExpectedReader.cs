using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads <c>expected: {within: 0.5, values: [{method: METHOD, metric: METRIC, value: 99.7, within: 0.1}]}</c>. Values are in the unit that
/// tables display.
/// </summary>
internal sealed class ExpectedReader(CallReader calls, ProblemList problems)
{
    public IReadOnlyList<ExpectedSpec> ReadAll(YamlNode? node)
    {
        if (node is null) return [];
        if (node is not YamlMap map)
        {
            problems.Add(
                node.Mark,
                $"'expected' is a mapping {{within: 0.5, values: [{{method: METHOD, metric: METRIC, value: NUMBER}}]}}, not {node.Kind}.");
            return [];
        }
        var reader = new MapReader(map, "expected values", problems, SpecKeys.Expected.Names());
        var within = reader.Number("within", 0.0, "a number, 0 or more");
        var items = reader.List("values", reader.Required("values"));
        if (items is { Count: 0 }) problems.Add(map.Mark, "'values' is empty.");
        return [.. (items ?? []).Select(item => ReadOne(item, within)).OfType<ExpectedSpec>()];
    }

    private ExpectedSpec? ReadOne(YamlNode node, double? within)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"An expected value is a mapping {{method: METHOD, metric: METRIC, value: NUMBER}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "an expected value", problems, SpecKeys.ExpectedValue.Names());
        var method = calls.ReadOne("method", "method", reader.Required("method"));
        var metric = calls.ReadOne("metric", "metric", reader.Required("metric"));
        reader.Required("value");
        var value = reader.Number("value", double.MinValue, "a number");
        var own = reader.Number("within", 0.0, "a number, 0 or more") ?? within;
        if (own is null && reader.Optional("within") is null)
            problems.Add(map.Mark, "'within' is missing: this value has none, and 'expected' has none.");
        return method is null || metric is null || value is null || own is null
            ? null
            : new ExpectedSpec(method, metric, value.Value, own.Value);
    }
}
