using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Keys;

namespace Workbench.Specs.Claims;

/// <summary><c>{drop: METHOD, exceeds: all | GROUP | [METHOD], times: 1, from: METRIC, to: METRIC}</c>.</summary>
/// <param name="Method">The method with the larger drop.</param>
/// <param name="Others">The methods with smaller drops; null for all.</param>
/// <param name="Times">The factor between the drops.</param>
/// <param name="From">The metric before the drop.</param>
/// <param name="To">The metric after the drop.</param>
internal sealed record DropClaimSpec(
    Marked<PluginCall> Method,
    IReadOnlyList<Marked<PluginCall>>? Others,
    double Times,
    Marked<PluginCall> From,
    Marked<PluginCall> To) : ClaimSpec
{
    /// <inheritdoc/>
    public override IEnumerable<Marked<PluginCall>> Methods => [Method, .. Others ?? []];

    /// <inheritdoc/>
    public override IEnumerable<Marked<PluginCall>> Metrics => [From, To];

    internal override Claim Resolve(Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric) =>
        new DropClaim(method(Method), NamesOfOthers(Others, [method(Method)], method), Times, metric(From), metric(To));

    internal static DropClaimSpec? Read(MapReader reader, ProblemList problems)
    {
        var (method, others) = (reader.Read(ClaimKeys.DropOf), reader.Read(ClaimKeys.Exceeds));
        var times = reader.Read(ClaimKeys.Times) ?? 1;
        var (from, to) = (reader.Read(ClaimKeys.From), reader.Read(ClaimKeys.To));
        return method is null || from is null || to is null ? null : new DropClaimSpec(method, others?.Listed, times, from, to);
    }

    internal static Dictionary<string, object> Write(DropClaim claim) => new()
    {
        ["drop"] = claim.Method,
        ["exceeds"] = claim.Others is null ? "all" : claim.Others,
        ["times"] = claim.Times,
        ["from"] = claim.From,
        ["to"] = claim.To,
    };
}
