using Workbench.Specs.Claims;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>Reads the tables of a spec: its own keys, or under <c>tables</c> a list of other specs' paths and of mappings with a <c>name</c>.</summary>
internal sealed class TableReader(ProblemList problems)
{
    private readonly CallReader _calls = new(problems);

    /// <summary>Keys that make a table.</summary>
    public static readonly IReadOnlyList<string> Keys = ["title", "methods", "metrics", "paper", "claims", "figure"];

    /// <summary>Keys that a spec has beside its table's, of which the outer spec's count where it lists tables.</summary>
    public static readonly IReadOnlyList<string> RunKeys = ["subject", "limit", "seed", "dtype"];

    /// <summary>The table that a mapping describes.</summary>
    public TableSpec One(MapReader reader, string folder, string title)
    {
        var paper = reader.Text("paper", reader.Optional("paper"));
        return new TableSpec
        {
            Folder = folder,
            Title = reader.Text("title", reader.Optional("title"))?.Text ?? title,
            Methods = _calls.All("methods", "method", reader.Required("methods")),
            Metrics = _calls.All("metrics", "metric", reader.Required("metrics")),
            Paper = paper is null ? null : new(paper.FullPath, paper.Mark),
            Claims = [.. (reader.List("claims", reader.Optional("claims")) ?? []).Select(item => ClaimSpec.Read(item, problems)).OfType<ClaimSpec>()],
            Figure = Figure(reader.Optional("figure")),
        };
    }

    /// <summary>The tables that a list names or holds.</summary>
    public IReadOnlyList<TableSpec> All(YamlNode node)
    {
        if (node is not YamlList { Items.Count: > 0 } list)
        {
            problems.Add(node.Mark, node is YamlList ? "'tables' lists nothing." : $"'tables' must be a list, not {node.Kind}.");
            return [];
        }
        var tables = new List<TableSpec>();
        foreach (var item in list.Items)
        {
            if (Table(item) is not { } table) continue;
            if (tables.Exists(other => other.Folder == table.Folder)) problems.Add(item.Mark, $"A table named '{table.Folder}' stands above.");
            tables.Add(table);
        }
        return tables;
    }

    private TableSpec? Table(YamlNode item)
    {
        switch (item)
        {
            case YamlScalar { IsNull: false } path when !File.Exists(path.FullPath):
                problems.Add(path.Mark, $"There is no spec '{path.FullPath}'.");
                return null;
            case YamlScalar { IsNull: false } path:
                var name = Path.GetFileNameWithoutExtension(path.FullPath);
                return YamlText.ReadFile(SubjectFile.Shown(path.FullPath), problems) is { } root
                    ? One(new MapReader(root, "a table", problems, [.. Keys, .. RunKeys]), name, name) : null;
            case YamlMap map:
                var reader = new MapReader(map, "a table", problems, ["name", .. Keys]);
                if (reader.Text("name", reader.Required("name")) is not { } given) return null;
                if (given.Text.Length > 0 && given.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return One(reader, given.Text, given.Text);
                problems.Add(given.Mark, $"'{given.Text}' names a folder: letters, digits, '-' and '_' only.");
                return null;
            default:
                problems.Add(item.Mark, $"'tables' takes paths of specs and mappings, not {item.Kind}.");
                return null;
        }
    }

    private FigureSpec? Figure(YamlNode? node)
    {
        if (node is null) return null;
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A figure is a mapping {{curves: METRIC, panels: [{{title: TEXT, methods: [METHOD]}}]}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a figure", problems, "curves", "value", "panels");
        var curves = _calls.One("curves", "metric", reader.Required("curves"));
        var panels = (reader.List("panels", reader.Required("panels")) ?? []).Select(Panel).OfType<PanelSpec>().ToList();
        return curves is null ? null : new FigureSpec(curves, reader.Text("value", reader.Optional("value"))?.Text, panels);
    }

    private PanelSpec? Panel(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A panel is a mapping {{title: TEXT, methods: [METHOD]}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, "a panel", problems, "title", "methods");
        return new PanelSpec(reader.Text("title", reader.Optional("title"))?.Text, _calls.All("methods", "method", reader.Required("methods")));
    }
}
