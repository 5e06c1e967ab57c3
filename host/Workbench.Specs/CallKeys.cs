using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Schema;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>The keys of methods and metrics in long form, and of matrices. <see cref="CallSchema"/> refines the schemas per
/// plugin.</summary>
internal static class CallKeys
{
    public static readonly SpecKey<Marked<string>> MethodId = new("method", KeyTypes.Text, "The method's id.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> MetricId = new("metric", KeyTypes.Text, "The metric's id.") { IsRequired = true };

    public static readonly SpecKey<Marked<string>> Layer =
        new("layer", KeyTypes.Text, "The layer: b1 to b5, or torchvision's name.") { Default = "the method's own" };

    public static readonly SpecKey<Marked<string>> MetricLayer =
        new("layer", KeyTypes.Text, "The layer, for a metric with one.") { Default = "the metric's own" };

    public static readonly SpecKey<IReadOnlyList<(YamlEntry Key, string Text)>> Options =
        new("options", KeyTypes.TextMap, "Options by name.") { Default = "the options' own" };

    public static readonly SpecKey<IReadOnlyList<PluginCall>> Post =
        new("post", CallTypes.Steps, "Steps on the raw map, in order.") { Default = "none" };

    public static readonly SpecKey<YamlMap> Axes = new(
        MatrixReader.Key,
        KeyTypes.Mapping("a mapping", () => new() { ["type"] = "object" }),
        "Values by axis ('method' or 'metric', 'layer', 'post', an option). All combinations, the last axis varying fastest.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<IReadOnlyList<YamlNode>> Exclude = new(
        "exclude",
        KeyTypes.ListOf<YamlNode>("a list of mappings", (_, node) => node, ExcludedSchema),
        "Combinations to leave out: each entry removes all combinations with its values.");

    public static readonly SpecKey<IReadOnlyList<YamlNode>> Include = new(
        "include",
        KeyTypes.ListOf<YamlNode>("a list", (_, node) => node, () => AnyOf(Ref("method"), Ref("metric"))),
        "Methods or metrics to append.");

    /// <summary>A method.</summary>
    public static KeyMapping Method { get; } = new("a method", MethodId, Layer, Options, Post);

    /// <summary>A metric.</summary>
    public static KeyMapping Metric { get; } = new("a metric", MetricId, MetricLayer, Options);

    /// <summary>A matrix of methods or metrics.</summary>
    public static KeyMapping Matrix { get; } = new("a matrix", Axes, Exclude, Include);

    private static JsonObject ExcludedSchema() => new()
    {
        ["type"] = "object",
        ["minProperties"] = 1,
        ["additionalProperties"] = AnyOf(Scalar(), Null(), Ref("steps")),
    };
}
