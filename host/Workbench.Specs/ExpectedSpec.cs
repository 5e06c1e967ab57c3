using Workbench.Engine.Plugins;
using Workbench.Results;

namespace Workbench.Specs;

/// <summary>The expected values of a table, with unresolved names.</summary>
/// <param name="Values">The values.</param>
/// <param name="File">Full path of the CSV file with the values; null if the spec lists them.</param>
public sealed record ExpectedValuesSpec(IReadOnlyList<ExpectedSpec> Values, Marked<string>? File)
{
    /// <summary>No expected values.</summary>
    public static ExpectedValuesSpec None { get; } = new([], null);
}

/// <summary>An <see cref="ExpectedValue"/> with unresolved names.</summary>
/// <param name="Method">The method.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Value">The headline of a full run, in the displayed unit.</param>
/// <param name="Within">The tolerance, in the same unit.</param>
public sealed record ExpectedSpec(Marked<PluginCall> Method, Marked<PluginCall> Metric, double Value, double Within);
