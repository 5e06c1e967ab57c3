using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Claims;

/// <summary>
/// <c>{metric: METRIC, lower: METHOD, than: all | [METHOD], by: 0}</c>, or <c>higher</c> in place of <c>lower</c>, or
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

    internal override Claim Resolve(Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric) =>
        new OrderClaim(metric(Metric), At, Higher, [.. Compared.Select(method)], Than?.Select(method).ToList(), By);

    internal static OrderClaimSpec? Read(YamlMap map, CallReader calls, ProblemList problems)
    {
        var reader = new MapReader(map, "a claim", problems, SpecKeys.OrderClaim.Names());
        var (metric, at) = ReadMetric(reader, calls, problems);
        if (reader.Optional("lower") is { } lower && reader.Optional("higher") is not null)
            problems.Add(lower.Mark, "A claim has 'lower' or 'higher', not both.");
        var key = reader.Optional("higher") is null ? "lower" : "higher";
        if (reader.Optional("lower") is null && reader.Optional("higher") is null) reader.Either("lower", "higher");
        var first = calls.ReadOneOrMore(key, "method", reader.Optional(key));
        var than = calls.ReadListOrAll("than", "method", reader.Required("than"));
        var by = reader.Number("by", 0.0, "a number, 0 or more") ?? 0;
        return metric is null ? null : new OrderClaimSpec(metric, at, key == "higher", first, than, by);
    }

    internal static Dictionary<string, object> Write(OrderClaim claim) => new(WriteMetric(claim.Metric, claim.At))
    {
        [claim.Higher ? "higher" : "lower"] = claim.Methods,
        ["than"] = claim.Than is null ? "all" : claim.Than,
        ["by"] = claim.By,
    };
}
