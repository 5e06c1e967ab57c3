using Workbench.Specs.Claims;
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
    /// <param name="reader">Reader of the mapping.</param>
    /// <param name="folder">The table's folder; empty for a table that is the whole experiment, whose limit is the experiment's.</param>
    /// <param name="title">The title for a table without one.</param>
    public TableSpec ReadTable(MapReader reader, string folder, string title)
    {
        var paper = reader.Text("paper", reader.Optional("paper"));
        var calls = new CallReader(problems, new PostReader(problems).ReadAll("post", reader.Optional("post")));
        return new TableSpec
        {
            File = spec,
            Folder = folder,
            Title = reader.Text("title", reader.Optional("title"))?.Text ?? title,
            Limit = folder.Length == 0 ? null : reader.Number("limit", 1, "a whole number, 1 or more"),
            Methods = calls.ReadList("methods", "method", reader.Required("methods")),
            Metrics = calls.ReadList("metrics", "metric", reader.Required("metrics")),
            Paper = paper is null ? null : new(paper.FullPath, paper.Mark),
            Claims =
            [
                .. (reader.List("claims", reader.Optional("claims")) ?? [])
                    .Select(item => ClaimSpec.Read(item, calls, problems))
                    .OfType<ClaimSpec>(),
            ],
            Expected = new ExpectedReader(calls, problems).ReadAll(reader.Optional("expected")),
            Notes = new NoteReader(calls, problems).ReadAll(reader),
            Figure = Figure(reader.Optional("figure"), calls),
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
            if (Table(item) is not { } table) continue;
            if (tables.Exists(other => string.Equals(other.Folder, table.Folder, StringComparison.OrdinalIgnoreCase)))
                problems.Add(item.Mark, $"The name '{table.Folder}' is already used by a table above.");
            tables.Add(table);
        }
        return tables;
    }

    private TableSpec? Table(YamlNode item) => ListedSpec.Read(
        item,
        "tables",
        problems,
        file => new MapReader(file, "a table", problems, SpecKeys.Spec.Names()),
        map => new MapReader(map, "a table", problems, SpecKeys.ListedTable.Names()),
        (reader, name) => ReadTable(reader, name, name));

    private CurveFigureSpec? Figure(YamlNode? node, CallReader calls)
    {
        if (node is null) return null;
        if (node is not YamlMap map)
        {
            problems.Add(
                node.Mark,
                $"A figure is a mapping {{curves: METRIC, panels: [{{title: TEXT, methods: [METHOD]}}]}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a figure", problems, SpecKeys.Figure.Names());
        var curves = calls.ReadOne("curves", "metric", reader.Required("curves"));
        var panels = (reader.List("panels", reader.Required("panels")) ?? [])
            .Select(panel => Panel(panel, calls))
            .OfType<PanelSpec>()
            .ToList();
        return curves is null ? null : new CurveFigureSpec(curves, reader.Text("value", reader.Optional("value"))?.Text, panels);
    }

    private PanelSpec? Panel(YamlNode node, CallReader calls)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A panel is a mapping {{title: TEXT, methods: [METHOD]}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a panel", problems, SpecKeys.Panel.Names());
        return new PanelSpec(
            reader.Text("title", reader.Optional("title"))?.Text,
            calls.ReadList("methods", "method", reader.Required("methods")));
    }
}
