using System.Globalization;

namespace Workbench.TestPlugins;

public sealed record HostileOptions
{
    [Option("what it does")]
    public MethodKind Kind { get; init; }
}

/// <summary>Misbehaves in the way that its option names.</summary>
[Attribution("hostile", Cite = "Doe")]
public sealed class HostileMethod : IAttributionMethod
{
    private readonly MethodKind _kind;

    public HostileMethod(HostileOptions options)
    {
        _kind = options.Kind;
        if (_kind == MethodKind.ConstructorThrows) throw new ThrowingMessage();
        if (_kind == MethodKind.ConstructorHangs) Forever.Wait();
    }

    public PassRequest Plan(IArchitecture model)
    {
        var plain = new PassRequest
        {
            Taps = new Dictionary<LayerRef, Tap> { ["b5"] = Tap.Both },
            InputGradient = true,
            Questions = _kind >= MethodKind.AsksTooMuch ? 1 : 0,
        };
        PassRequest Tapping(IReadOnlyDictionary<LayerRef, Tap> taps) => plain with { Taps = taps };
        switch (_kind)
        {
            case MethodKind.PlanThrows: throw new InvalidOperationException("no plan");
            case MethodKind.PlanThrowsThrowing: throw new ThrowingMessage();
            case MethodKind.PlanThrowsNull: throw new NullMessage();
            case MethodKind.PlanExceptionMessageHangs: throw new HangingMessage();
            case MethodKind.PlanNull: return null!;
            case MethodKind.PlanHangs: Forever.Wait(); return plain;
            case MethodKind.TapsNull: return Tapping(null!);
            case MethodKind.TapsThrow: return Tapping(new LazyMap<LayerRef, Tap>(() => { }));
            case MethodKind.TapsHang: return Tapping(new LazyMap<LayerRef, Tap>(Forever.Wait));
            case MethodKind.TapsUnknown: return PassRequest.Create("features.9999", Tap.Both);
            case MethodKind.TapsNameless: return PassRequest.Create(default(LayerRef), Tap.Both);
            case MethodKind.TapsOdd: return PassRequest.Create("b5", (Tap)1024);
            case MethodKind.QuestionsNegative: return plain with { Questions = -5 };
            case MethodKind.QuestionsMost: return plain with { Questions = int.MaxValue };
            case MethodKind.PlanMakesTensors: _ = zeros(10); return plain;
            case MethodKind.AsksUnplanned: return plain with { Questions = 0 };
            case MethodKind.RuleNull: return plain with { Rule = null };
            default: return _kind > MethodKind.RuleNull ? plain with { Rule = new HostileRule(_kind) } : plain;
        }
    }

    public Tensor Attribute(IPass pass) =>
        _kind == MethodKind.Null ? null! : Thrown() ?? HostileMaps.Create(_kind, pass) ?? HostileActs.Run(_kind, pass);

    private Tensor? Thrown() => _kind switch
    {
        MethodKind.Throws => throw new InvalidOperationException("no map"),
        MethodKind.ThrowsThrowing => throw new ThrowingMessage(),
        MethodKind.ThrowsNull => throw new NullMessage(),
        MethodKind.ThrowsHuge => throw Forever.Huge,
        MethodKind.ThrowsManyLines => throw new InvalidOperationException(string.Join('\n', Enumerable.Range(0, 100_000))),
        MethodKind.ThrowsNested => throw new AggregateException(new ThrowingMessage(), new NullMessage()),
        MethodKind.ThrowsOutOfMemory => throw Forever.Memory,
        MethodKind.ThrowsCancelled => throw new OperationCanceledException(CultureInfo.InvariantCulture.Name),
        MethodKind.ThrowsHangingMessage => throw new HangingMessage(),
        MethodKind.ThrowsHostsOwn => throw new NotPlannedException(null!),
        _ => null,
    };
}
