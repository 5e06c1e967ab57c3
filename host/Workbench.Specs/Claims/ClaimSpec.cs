using Workbench.Data;
using Workbench.Engine.Plugins;
using Workbench.Results;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Claims;

/// <summary>A <see cref="Claim"/> with unresolved names.</summary>
public abstract record ClaimSpec
{
    /// <summary>All methods that the claim names.</summary>
    public abstract IEnumerable<Marked<PluginCall>> Methods { get; }

    /// <summary>All metrics that the claim names.</summary>
    public abstract IEnumerable<Marked<PluginCall>> Metrics { get; }

    /// <summary>Place of the claim.</summary>
    public SourceMark Mark { get; init; }

    /// <summary>Places of the claim's values, by key.</summary>
    public IReadOnlyDictionary<string, SourceMark> Places { get; init; } = new Dictionary<string, SourceMark>();

    /// <summary>The claim, with canonical names.</summary>
    internal abstract Claim Resolve(Func<Marked<PluginCall>, string> method, Func<Marked<PluginCall>, string> metric);

    private delegate ClaimSpec? Reader(MapReader reader, ProblemList problems);

    // A kind is recognised by its own keys, even if mistyped, then by the keys that it shares with others.
    private static readonly (SpecKey[] Own, KeyMapping Keys, Reader Read)[] s_kinds =
    [
        ([ClaimKeys.DropOf, ClaimKeys.Exceeds], ClaimKeys.Drop, DropClaimSpec.Read),
        ([ClaimKeys.Lower, ClaimKeys.Higher, ClaimKeys.Than], ClaimKeys.Order, OrderClaimSpec.Read),
        ([ClaimKeys.NearValue], ClaimKeys.Near, NearClaimSpec.Read),
    ];

    /// <summary>Reads a claim; its keys determine the kind. Null, with the problem reported, if it cannot be read.</summary>
    internal static ClaimSpec? Read(KeyContext context, YamlNode node)
    {
        if (node is YamlMap map)
        {
            var kind = s_kinds.MaxBy(kind =>
                map.Entries.Sum(entry => Weight(entry.Key, [.. kind.Own.Select(key => key.Name)], kind.Keys.Names)));
            var claim = kind.Read(new MapReader(map, kind.Keys, context.Problems, context.Calls), context.Problems);
            return claim is null
                ? null
                : claim with
                {
                    Mark = map.Mark,
                    Places = map.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Mark, StringComparer.Ordinal),
                };
        }
        context.Problems.Add(
            node.Mark,
            "A claim is a mapping {drop: METHOD, exceeds: all, from: METRIC, to: METRIC}, {metric: METRIC, lower: METHOD, than: all} "
                + $"or {{metric: METRIC, near: 1, within: 0.1, methods: [METHOD]}}, not {node.Kind}.");
        return null;
    }

    private static int Weight(string key, string[] own, IReadOnlyList<string> keys) =>
        own.Contains(key) ? 100
        : NearestName.Find(key, own) is not null ? 10
        : keys.Contains(key) ? 2
        : NearestName.Find(key, keys) is not null ? 1
        : 0;

    /// <summary>The keys and values of a claim in a spec.</summary>
    internal static Dictionary<string, object> Write(Claim claim) => claim switch
    {
        DropClaim drop => DropClaimSpec.Write(drop),
        OrderClaim order => OrderClaimSpec.Write(order),
        NearClaim near => NearClaimSpec.Write(near),
        _ => throw new InvalidOperationException($"{claim.GetType().Name} has no written form."),
    };

    /// <summary>Reads <c>metric</c>, or <c>curve</c> with <c>at</c>.</summary>
    private protected static (Marked<PluginCall>? Metric, string? At) ReadMetric(MapReader reader, ProblemList problems)
    {
        if (reader.Find(ClaimKeys.Curve) is null)
        {
            if (reader.IsMistyped(ClaimKeys.Curve)) return (null, null);
            if (reader.Find(ClaimKeys.At) is { } lost) problems.Add(lost.Mark, "'at' belongs to 'curve', which is missing.");
            return (reader.ReadRequired(ClaimKeys.Metric), null);
        }
        if (reader.Find(ClaimKeys.Metric) is { } second) problems.Add(second.Mark, "A claim has 'metric' or 'curve', not both.");
        return (reader.Read(ClaimKeys.Curve), reader.ReadRequired(ClaimKeys.At)?.Value);
    }

    /// <summary>
    /// The names of the methods to compare with. A group stands for its methods other than the compared ones, which lists must leave out.
    /// </summary>
    private protected static List<string>? NamesOfOthers(
        IReadOnlyList<Marked<PluginCall>>? others,
        IReadOnlyList<string> compared,
        Func<Marked<PluginCall>, string> method) =>
        others
            ?.Select(call => (call.Group, Name: method(call)))
            .Where(other => other.Group is null || !compared.Contains(other.Name))
            .Select(other => other.Name)
            .ToList();

    /// <summary>The inverse of <see cref="ReadMetric"/>.</summary>
    private protected static Dictionary<string, object> WriteMetric(string metric, string? at) =>
        at is null ? new() { ["metric"] = metric } : new() { ["curve"] = metric, ["at"] = at };
}
