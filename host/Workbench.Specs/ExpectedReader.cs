using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads <c>expected: {values: FILE, within: 0.5}</c>, where the file is CSV in the form of <c>paper</c>, or a list
/// <c>[{method: METHOD, metric: METRIC, value: 99.7, within: 0.1}]</c> in place of the file. Values are in the unit that tables display.
/// </summary>
internal static class ExpectedReader
{
    public static ExpectedValuesSpec Read(YamlNode? node, CallReader calls, ProblemList problems)
    {
        if (node is null) return ExpectedValuesSpec.None;
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"'expected' is a mapping {{values: FILE, within: 0.5}}, not {node.Kind}.");
            return ExpectedValuesSpec.None;
        }
        var reader = new MapReader(map, ExpectedKeys.Mapping, problems, calls);
        var within = reader.Read(ExpectedKeys.Within);
        switch (reader.Read(ExpectedKeys.Values))
        {
            case null:
                return ExpectedValuesSpec.None;
            case YamlList list:
                if (list.Items.Count == 0) problems.Add(map.Mark, "'values' is empty.");
                return new([.. list.Items.Select(item => ReadOne(item, within, calls, problems)).OfType<ExpectedSpec>()], null);
            case YamlScalar { IsNull: false } path:
                if (within is null && reader.Find(ExpectedKeys.Within) is null)
                    problems.Add(map.Mark, "'within' is missing: the values of a file have no tolerance of their own.");
                return new(ReadFile(path, within ?? 0, calls, problems), new(path.FullPath, path.Mark));
            case var other:
                problems.Add(other.Mark, $"'values' is the path of a CSV file, or a list, not {other.Kind}.");
                return ExpectedValuesSpec.None;
        }
    }

    private static ExpectedSpec? ReadOne(YamlNode node, double? within, CallReader calls, ProblemList problems)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"An expected value is a mapping {{method: METHOD, metric: METRIC, value: NUMBER}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, ExpectedKeys.Value, problems, calls);
        var (method, metric) = (reader.Read(ExpectedKeys.Method), reader.Read(ExpectedKeys.Metric));
        var value = reader.Read(ExpectedKeys.Headline);
        var own = reader.Read(ExpectedKeys.OwnWithin) ?? within;
        if (own is null && reader.Find(ExpectedKeys.OwnWithin) is null)
            problems.Add(map.Mark, "'within' is missing: this value has none, and 'expected' has none.");
        return method is null || metric is null || value is null || own is null
            ? null
            : new ExpectedSpec(method, metric, value.Value, own.Value);
    }

    // A missing file is reported with the other files that the spec names.
    private static IReadOnlyList<ExpectedSpec> ReadFile(YamlScalar path, double within, CallReader calls, ProblemList problems)
    {
        if (!File.Exists(path.FullPath)) return [];
        try
        {
            var (file, read) = (SubjectFile.DisplayPath(path.FullPath), NumberTable.Load(path.FullPath));
            if (read.Rows.All(row => row.Values.Count == 0)) problems.Add(path.Mark, $"'{file}' has no values.");
            var metrics = read.Metrics.ToDictionary(metric => metric, metric => Call("metric", metric, 1), StringComparer.Ordinal);
            return
            [
                .. from row in read.Rows
                   let method = Call("method", row.Method, row.Line)
                   from number in row.Values
                   where method is not null && metrics[number.Key] is not null
                   select new ExpectedSpec(method, metrics[number.Key]!, number.Value, within),
            ];

            Marked<PluginCall>? Call(string kind, string text, int line) =>
                calls.ReadOne("values", kind, new YamlScalar(new SourceMark(file, line, 1), path.Folder, text, true));
        }
        catch (NumberTableException error)
        {
            problems.Add(path.Mark, error.Message);
            return [];
        }
    }
}
