using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
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

    /// <summary>Reads a claim of any kind: the key that it alone has tells which. Null, with the problem reported, where it is none.</summary>
    internal static ClaimSpec? Read(YamlNode node, CallReader calls, ProblemList problems)
    {
        if (node is not YamlMap map)
        {
            problems.Add(node.Mark, $"A claim is a mapping {{drop: METHOD, exceeds: all, from: METRIC, to: METRIC}}, not {node.Kind}.");
            return null;
        }
        ClaimSpec? claim = map.Find("lower") is not null || map.Find("higher") is not null ? OrderClaimSpec.Read(map, calls, problems)
            : map.Find("near") is not null ? NearClaimSpec.Read(map, calls, problems)
            : DropClaimSpec.Read(map, calls, problems);
        return claim is null ? null : claim with { Mark = map.Mark, Places = map.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Mark, StringComparer.Ordinal) };
    }

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
