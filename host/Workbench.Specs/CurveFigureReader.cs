using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>
/// Reads <c>figure: {curves: METRIC, panels: [GROUP, {title: TEXT, methods: [METHOD]}]}</c>. A panel that is the name of a group has the
/// group's name and methods.
/// </summary>
internal static class CurveFigureReader
{
    public static CurveFigureSpec? Read(YamlNode? node, CallReader calls, ProblemList problems)
    {
        if (node is null) return null;
        if (node is not YamlMap map)
        {
            problems.Add(
                node.Mark,
                $"A figure is a mapping {{curves: METRIC, panels: [{{title: TEXT, methods: [METHOD]}}]}}, not {node.Kind}.");
            return null;
        }
        var reader = new MapReader(map, CurveFigureKeys.Figure, problems, calls);
        var (curves, panels) = (reader.Read(CurveFigureKeys.Curves), reader.Read(CurveFigureKeys.Panels) ?? []);
        if (reader.Find(CurveFigureKeys.Panels) is YamlList { Items.Count: 0 } empty) problems.Add(empty.Mark, "'panels' is empty.");
        return curves is null ? null : new CurveFigureSpec(curves, reader.Read(CurveFigureKeys.Value)?.Value, panels);
    }

    /// <summary>A panel; null, with the problem reported, if it cannot be read.</summary>
    public static PanelSpec? ReadPanel(KeyContext context, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar text when CallReader.IsGroupName(text.Text):
                return new PanelSpec(text.Text, context.RequiredCalls.ReadGroup(text));
            case YamlMap map:
                var reader = new MapReader(map, CurveFigureKeys.Panel, context.Problems, context.Calls);
                var title = reader.Read(CurveFigureKeys.Title);
                if (title is not null && context.RequiredCalls.Groups.ContainsKey(title.Value))
                    context.Problems.Add(
                        title.Mark,
                        $"'{title.Value}' is the name of a group. Write the name alone for a panel of the group, or another title.");
                return new PanelSpec(title?.Value, reader.Read(CurveFigureKeys.Methods) ?? []);
            default:
                context.Problems.Add(node.Mark, $"A panel is a group, or a mapping {{title: TEXT, methods: [METHOD]}}, not {node.Kind}.");
                return null;
        }
    }
}
