using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Keys;

namespace Workbench.Specs.Claims;

/// <summary>
/// <c>{metric: METRIC, near: 1, within: 0.1, methods: [METHOD]}</c>, or <c>curve: METRIC, at: STATE | mean</c> in place of <c>metric</c>.
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="At">The state of a curve, or <see cref="Claim.MeanOfCurve"/>; null for the headline.</param>
/// <param name="Near">The methods.</param>
/// <param name="Value">The number, in the displayed unit.</param>
/// <param name="Within">The largest distance from the number, in the same unit.</param>
internal sealed record NearClaimSpec(
    Marked<PluginCall> Metric,
    string? At,
    IReadOnlyList<Marked<PluginCall>> Near,
    double Value,
    double Within) : ClaimSpec
{
    /// <inheritdoc/>
    public override IEnumerable<Marked<PluginCall>> Methods => Near;

    /// <inheritdoc/>
    public override IEnumerable<Marked<PluginCall>> Metrics => [Metric];

    internal override Claim Resolve(Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric) =>
        new NearClaim(metric(Metric), At, [.. Near.Select(method)], Value, Within);

    internal static NearClaimSpec? Read(MapReader reader, ProblemList problems)
    {
        var (metric, at) = ReadMetric(reader, problems);
        var (value, within) = (reader.Read(ClaimKeys.NearValue), reader.Read(ClaimKeys.Within));
        var methods = reader.Read(ClaimKeys.Methods) ?? [];
        return metric is null || value is null || within is null ? null : new NearClaimSpec(metric, at, methods, value.Value, within.Value);
    }

    internal static Dictionary<string, object> Write(NearClaim claim) => new(WriteMetric(claim.Metric, claim.At))
    {
        ["near"] = claim.Value,
        ["within"] = claim.Within,
        ["methods"] = claim.Methods,
    };
}
