using Workbench.Engine.Plugins;
using Workbench.Specs.Keys;

namespace Workbench.Specs.Claims;

/// <summary>The keys of the kinds of claims.</summary>
internal static class ClaimKeys
{
    public static readonly SpecKey<Marked<PluginCall>> DropOf =
        new("drop", CallTypes.OneMethod, "The method with the larger drop.") { IsRequired = true };

    public static readonly SpecKey<OtherMethods> Exceeds =
        new("exceeds", CallTypes.MethodsOrAll, "The methods with smaller drops.") { IsRequired = true };

    public static readonly SpecKey<double?> Times =
        new("times", KeyTypes.Positive, "The factor: the drop exceeds 'times' × each other drop.") { Default = "1" };

    public static readonly SpecKey<Marked<PluginCall>> From =
        new("from", CallTypes.OneMetric, "The metric before the drop.") { IsRequired = true };

    public static readonly SpecKey<Marked<PluginCall>> To =
        new("to", CallTypes.OneMetric, "The metric after the drop.") { IsRequired = true };

    public static readonly SpecKey<Marked<PluginCall>> Metric =
        new("metric", CallTypes.OneMetric, "The metric whose headline is compared. Required without 'curve'.");

    public static readonly SpecKey<Marked<PluginCall>> Curve = new(
        "curve",
        CallTypes.OneMetric,
        "The metric whose curve over the model states is compared, in place of 'metric'.");

    public static readonly SpecKey<Marked<string>> At = new(
        "at",
        KeyTypes.Text with { Values = "a state, or `mean`" },
        "The point of the curve: a state, or 'mean' for the mean over the states. Required with 'curve'.");

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Lower =
        new("lower", CallTypes.MethodOrMethods, "The methods with lower values. Required without 'higher'.");

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Higher =
        new("higher", CallTypes.MethodOrMethods, "The methods with higher values. Required without 'lower'.");

    public static readonly SpecKey<OtherMethods> Than =
        new("than", CallTypes.MethodsOrAll, "The methods to compare with.") { IsRequired = true };

    public static readonly SpecKey<double?> By = new(
        "by",
        KeyTypes.AtLeast(0),
        "The difference to exceed, in the displayed unit: percentage points for a metric in per cent.")
    {
        Default = "0",
    };

    public static readonly SpecKey<double?> NearValue =
        new("near", KeyTypes.Number, "The number, in the displayed unit: per cent for a metric in per cent.") { IsRequired = true };

    public static readonly SpecKey<double?> Within = new(
        "within",
        KeyTypes.Positive,
        "The largest distance of the whole confidence interval from the number, in the same unit.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<IReadOnlyList<Marked<PluginCall>>> Methods =
        new("methods", CallTypes.MethodOrMethods, "The methods with values near the number.") { IsRequired = true };

    /// <summary>A claim about drops.</summary>
    public static KeyMapping Drop { get; } = new("a claim", DropOf, Exceeds, Times, From, To);

    /// <summary>A claim about an order.</summary>
    public static KeyMapping Order { get; } = new("a claim", Metric, Curve, At, Lower, Higher, Than, By);

    /// <summary>A claim about a value.</summary>
    public static KeyMapping Near { get; } = new("a claim", Metric, Curve, At, NearValue, Within, Methods);
}
