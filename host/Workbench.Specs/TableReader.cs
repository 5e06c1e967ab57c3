using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads the tables of a spec: its own keys, or the list under <c>tables</c> with paths of other specs and mappings with a <c>name</c>.
/// </summary>
/// <param name="spec">The spec that the user named.</param>
/// <param name="problems">Collects the mistakes.</param>
internal sealed class TableReader(string spec, ProblemList problems)
{
    /// <summary>The table of a mapping.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="keys">The keys that it may have.</param>
    /// <param name="folder">The table's folder; empty for a table that is the whole experiment, whose limit is the experiment's.</param>
    /// <param name="title">The title for a table without one.</param>
    public TableSpec ReadTable(YamlMap map, KeyMapping keys, string folder, string title)
    {
        // Groups are read first, since any list of methods may name them. Rows, claims and notes may name the panels of the figure too.
        var outer = new MapReader(map, keys, problems);
        var calls = new CallReader(problems, outer.Read(TableKeys.Post));
        calls = GroupReader.Read(outer.Read(TableKeys.Groups), calls, problems);
        var figure = CurveFigureReader.Read(outer.Read(TableKeys.Figure), calls, problems);
        var reader = new MapReader(map, keys, problems, calls.WithPanels(figure));
        return new TableSpec
        {
            File = spec,
            Folder = folder,
            Title = reader.Read(TableKeys.Title)?.Value ?? title,
            Limit = folder.Length == 0 ? null : reader.Read(RunKeys.Limit),
            Methods = reader.Read(TableKeys.Methods) ?? [],
            Metrics = reader.Read(TableKeys.Metrics) ?? [],
            MethodsMark = (reader.Find(TableKeys.Methods) ?? map).Mark,
            MetricsMark = (reader.Find(TableKeys.Metrics) ?? map).Mark,
            Groups = calls.Groups,
            Paper = reader.Read(TableKeys.Paper),
            Claims = reader.Read(TableKeys.Claims) ?? [],
            Expected = ExpectedReader.Read(reader.Read(TableKeys.Expected), calls, problems),
            Notes = reader.Read(TableKeys.Notes) ?? [],
            Figure = figure,
        };
    }

    /// <summary>The tables of a list. The subject, seed and dtype of a listed file are ignored; its limit is the table's own.</summary>
    public IReadOnlyList<TableSpec> ReadList(YamlNode node)
    {
        if (node is not YamlList { Items.Count: > 0 } list)
        {
            problems.Add(node.Mark, node is YamlList ? "'tables' is empty." : $"'tables' must be a list, not {node.Kind}.");
            return [];
        }
        var tables = new List<TableSpec>();
        foreach (var item in list.Items)
        {
            if (ReadListed(item) is not { } table) continue;
            if (tables.Exists(other => string.Equals(other.Folder, table.Folder, StringComparison.OrdinalIgnoreCase)))
                problems.Add(item.Mark, $"The name '{table.Folder}' is already used by a table above.");
            tables.Add(table);
        }
        return tables;
    }

    private TableSpec? ReadListed(YamlNode item) => ListedSpec.Read(
        item,
        TableKeys.Tables,
        TableKeys.Name,
        TableKeys.ListedTable,
        problems,
        (map, name, isFile) => ReadTable(map, isFile ? TableKeys.ListedSpec : TableKeys.ListedTable, name, name));
}
