using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Claims;

/// <summary>A claim as a spec says it, its names not yet looked up; a <see cref="Claim"/> has its meaning.</summary>
public abstract record ClaimSpec
{
    /// <summary>Every method it names.</summary>
    public abstract IEnumerable<Marked<PluginCall>> Methods { get; }

    /// <summary>Every metric it names.</summary>
    public abstract IEnumerable<Marked<PluginCall>> Metrics { get; }

    /// <summary>Where it stands.</summary>
    public Mark Mark { get; init; }

    /// <summary>Where its values stand, by key.</summary>
    public IReadOnlyDictionary<string, Mark> Places { get; init; } = new Dictionary<string, Mark>();

    /// <summary>The claim, with canonical names.</summary>
    internal abstract Claim Resolve(Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric);

    private delegate ClaimSpec? Reader(YamlMap map, CallReader calls, ProblemList problems);

    // By the key that a kind alone has, however mistyped; then by the keys that it shares with others.
    private static readonly (string[] Own, IReadOnlyList<string> Keys, Reader Read)[] s_kinds =
    [
        (["drop", "exceeds"], SpecKeys.DropClaim.Names(), DropClaimSpec.Read),
        (["lower", "higher", "than"], SpecKeys.OrderClaim.Names(), OrderClaimSpec.Read),
        (["near"], SpecKeys.NearClaim.Names(), NearClaimSpec.Read),
    ];

    /// <summary>Reads a claim of any kind: the keys that it has tell which. Null, with the problem reported, where it is none.</summary>
    internal static ClaimSpec? Read(YamlNode node, CallReader calls, ProblemList problems)
    {
        if (node is YamlMap map)
        {
            var kind = s_kinds.MaxBy(kind => map.Entries.Sum(entry => Weight(entry.Key, kind.Own, kind.Keys)));
            var claim = kind.Read(map, calls, problems);
            return claim is null
                ? null
                : claim with
                {
                    Mark = map.Mark,
                    Places = map.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Mark, StringComparer.Ordinal),
                };
        }
        problems.Add(
            node.Mark,
            $"A claim is a mapping {{drop: METHOD, exceeds: all, from: METRIC, to: METRIC}}, {{metric: METRIC, lower: METHOD, than: all}} or {{metric: METRIC, near: 1, within: 0.1, methods: [METHOD]}}, not {node.Kind}."
        );
        return null;
    }

    private static int Weight(string key, string[] own, IReadOnlyList<string> keys) =>
        own.Contains(key) ? 100
        : NearestName.Of(key, own) is not null ? 10
        : keys.Contains(key) ? 2
        : NearestName.Of(key, keys) is not null ? 1
        : 0;

    /// <summary>A claim as a spec writes it.</summary>
    internal static Dictionary<string, object> Write(Claim claim) => claim switch
    {
        DropClaim drop => DropClaimSpec.Write(drop),
        OrderClaim order => OrderClaimSpec.Write(order),
        NearClaim near => NearClaimSpec.Write(near),
        _ => throw new InvalidOperationException($"{claim.GetType().Name} has no written form."),
    };

    /// <summary>A metric's headline under <c>metric</c>, or its curve under <c>curve</c> at a state or the mean <c>at</c>.</summary>
    private protected static (Marked<PluginCall>? Metric, string? At) MetricOf(MapReader reader, CallReader calls, ProblemList problems)
    {
        if (reader.Optional("curve") is not { } curve)
        {
            if (reader.IsMistyped("curve")) return (null, null);
            if (reader.Optional("at") is { } lost) problems.Add(lost.Mark, "'at' belongs to 'curve', and there is none.");
            return (calls.One("metric", "metric", reader.Required("metric")), null);
        }
        if (reader.Optional("metric") is { } second) problems.Add(second.Mark, "A claim has 'metric' or 'curve', not both.");
        return (calls.One("curve", "metric", curve), reader.Text("at", reader.Required("at"))?.Text);
    }

    /// <summary>The reverse of <see cref="MetricOf"/>.</summary>
    private protected static Dictionary<string, object> Written(string metric, string? at) =>
        at is null ? new() { ["metric"] = metric } : new() { ["curve"] = metric, ["at"] = at };
}
