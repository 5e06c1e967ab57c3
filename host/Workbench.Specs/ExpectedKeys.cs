using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>The keys of expected values.</summary>
internal static class ExpectedKeys
{
    private const string Unit = "in the displayed unit: per cent for a metric in per cent";

    public static readonly SpecKey<double?> Within =
        new("within", KeyTypes.AtLeast(0), "The largest allowed deviation for values without their own, in the displayed unit.");

    public static readonly SpecKey<YamlNode> Values = new(
        "values",
        KeyTypes.Node("a path or a list", () => AnyOf(Text(), ListOf(Value!.CreateSchema()))),
        "The expected values: path of a CSV file in the form of 'paper', or a list.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<Marked<PluginCall>> Method =
        new("method", CallTypes.OneMethod, "A method of the table.") { IsRequired = true };

    public static readonly SpecKey<Marked<PluginCall>> Metric =
        new("metric", CallTypes.OneMetric, "A metric of the table.") { IsRequired = true };

    public static readonly SpecKey<double?> Headline =
        new("value", KeyTypes.Number, $"The headline in a full run, {Unit}.") { IsRequired = true };

    public static readonly SpecKey<double?> OwnWithin =
        new("within", KeyTypes.AtLeast(0), "The largest allowed deviation, in the same unit.") { Default = "that of 'expected'" };

    public static KeyMapping Mapping { get; } = new("expected values", Within, Values) { Merges = true };

    /// <summary>An expected value of a list.</summary>
    public static KeyMapping Value { get; } = new("an expected value", Method, Metric, Headline, OwnWithin);
}
