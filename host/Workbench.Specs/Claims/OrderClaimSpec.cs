using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Keys;

namespace Workbench.Specs.Claims;

/// <summary>
/// <c>{metric: METRIC, lower: METHOD, than: all | GROUP | [METHOD], by: 0}</c>, or <c>higher</c> in place of <c>lower</c>, or
/// <c>curve: METRIC, at: STATE | mean</c> in place of <c>metric</c>.
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="At">The state of a curve, or <see cref="Claim.MeanOfCurve"/>; null for the headline.</param>
/// <param name="Higher">Whether the first methods lie above the others; else they lie below.</param>
/// <param name="Compared">The methods under <c>lower</c> or <c>higher</c>.</param>
/// <param name="Than">The other methods; null for all.</param>
/// <param name="By">The difference to exceed, in the displayed unit.</param>
internal sealed record OrderClaimSpec(
    Marked<PluginCall> Metric,
    string? At,
    bool Higher,
    IReadOnlyList<Marked<PluginCall>> Compared,
    IReadOnlyList<Marked<PluginCall>>? Than,
    double By) : ClaimSpec
{
    /// <inheritdoc/>
    public override IEnumerable<Marked<PluginCall>> Methods => [.. Compared, .. Than ?? []];

    /// <inheritdoc/>
    public override IEnumerable<Marked<PluginCall>> Metrics => [Metric];

    internal override Claim Resolve(Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric)
    {
        var compared = Compared.Select(method).ToList();
        return new OrderClaim(metric(Metric), At, Higher, compared, NamesOfOthers(Than, compared, method), By);
    }

    internal static OrderClaimSpec? Read(MapReader reader, ProblemList problems)
    {
        var (metric, at) = ReadMetric(reader, problems);
        var (lower, higher) = (reader.Find(ClaimKeys.Lower), reader.Find(ClaimKeys.Higher));
        if (lower is not null && higher is not null) problems.Add(lower.Mark, "A claim has 'lower' or 'higher', not both.");
        if (lower is null && higher is null) reader.ReportNeither(ClaimKeys.Lower, ClaimKeys.Higher);
        var compared = reader.Read(higher is null ? ClaimKeys.Lower : ClaimKeys.Higher) ?? [];
        var (than, by) = (reader.Read(ClaimKeys.Than), reader.Read(ClaimKeys.By) ?? 0);
        return metric is null ? null : new OrderClaimSpec(metric, at, higher is not null, compared, than?.Listed, by);
    }

    internal static Dictionary<string, object> Write(OrderClaim claim) => new(WriteMetric(claim.Metric, claim.At))
    {
        [claim.Higher ? "higher" : "lower"] = claim.Methods,
        ["than"] = claim.Than is null ? "all" : claim.Than,
        ["by"] = claim.By,
    };
}
