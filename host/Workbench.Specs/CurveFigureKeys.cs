using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Schema;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>The keys of a figure of curves, and of its panels.</summary>
internal static class CurveFigureKeys
{
    public static readonly SpecKey<Marked<PluginCall>> Curves =
        new("curves", CallTypes.OneMetric, "The metric with the curves.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Value =
        new("value", KeyTypes.Text, "Label of the vertical axis.") { Default = "the metric's name" };

    public static readonly SpecKey<IReadOnlyList<PanelSpec>> Panels = new(
        "panels",
        KeyTypes.ListOf<PanelSpec>("a list", CurveFigureReader.ReadPanel, () => AnyOf(CallSchema.GroupName(), Panel!.CreateSchema())),
        "The panels, from the top: names of groups, and mappings.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<Marked<string>> Title = new("title", KeyTypes.Text, "The panel's title.") { Default = "none" };

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Methods =
        new("methods", CallTypes.Methods, "Methods of the table, one curve each.") { IsRequired = true };

    /// <summary>A figure of curves.</summary>
    public static KeyMapping Figure { get; } = new("a figure", Curves, Value, Panels) { Merges = true };

    /// <summary>A panel of a figure.</summary>
    public static KeyMapping Panel { get; } = new("a panel", Title, Methods);
}
