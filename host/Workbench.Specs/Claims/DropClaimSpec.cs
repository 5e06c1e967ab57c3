using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Claims;

/// <summary><c>{drop: METHOD, exceeds: all | [METHOD], times: 1, from: METRIC, to: METRIC}</c>.</summary>
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
        new DropClaim(method(Method), Others?.Select(method).ToList(), Times, metric(From), metric(To));

    internal static DropClaimSpec? Read(YamlMap map, CallReader calls, ProblemList problems)
    {
        var reader = new MapReader(map, "a claim", problems, SpecKeys.DropClaim.Names());
        var method = calls.ReadOne("drop", "method", reader.Required("drop"));
        var others = calls.ReadListOrAll("exceeds", "method", reader.Required("exceeds"));
        var times = reader.Number("times", double.Epsilon, "a number above 0") ?? 1;
        var from = calls.ReadOne("from", "metric", reader.Required("from"));
        var to = calls.ReadOne("to", "metric", reader.Required("to"));
        return method is null || from is null || to is null ? null : new DropClaimSpec(method, others, times, from, to);
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
