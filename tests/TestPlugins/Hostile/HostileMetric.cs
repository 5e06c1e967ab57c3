namespace Workbench.TestPlugins;

public sealed record HostileMetricOptions
{
    [Option("what it does")]
    public MetricKind Kind { get; init; }
}

/// <summary>Misbehaves in the way that its option names.</summary>
[Metric("hostile-score", Cite = "Doe")]
public sealed class HostileMetric : IMetric
{
    private static readonly string s_huge = new('x', 20_000_000);   // created once: an interval summarises many draws

    private readonly MetricKind _kind;

    public HostileMetric(HostileMetricOptions options)
    {
        _kind = options.Kind;
        if (_kind == MetricKind.ConstructorThrows) throw new ThrowingMessage();
    }

    public MetricRequest Plan(IArchitecture model)
    {
        var plain = new MetricRequest { Targets = TargetKinds.PresentClasses };
        switch (_kind)
        {
            case MetricKind.PlanThrows: throw new InvalidOperationException("no plan");
            case MetricKind.PlanThrowsThrowing: throw new ThrowingMessage();
            case MetricKind.PlanNull: return null!;
            case MetricKind.PlanHangs: Forever.Wait(); return plain;
            case MetricKind.StatesNull: return plain with { States = null! };
            case MetricKind.StatesEmpty: return plain with { States = [] };
            case MetricKind.StatesHang: return plain with { States = new Lazy<ModelState>(Forever.Wait) };
            case MetricKind.StatesThrow: return plain with { States = new Lazy<ModelState>(() => { }) };
            case MetricKind.StatesNullEntry: return plain with { States = [ModelState.Trained, null!] };
            case MetricKind.StatesUnknownLayer: return plain with { States = [new("x", "features.9999")] };
            case MetricKind.StatesTwice: return plain with { States = [ModelState.Trained, new("trained", "features.0")] };
            case MetricKind.TargetsOdd: return plain with { Targets = (TargetKinds)4096 };
            case MetricKind.NeedsOdd: return plain with { Needs = (Annotation)4096 };
            default: return plain;
        }
    }

    public SampleScore Score(ISampleMaps maps) => HostileScores.Create(_kind, maps);

    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model)
    {
        var value = rows.Count == 0 ? double.NaN : rows.Average(row => row.Value);
        IReadOnlyDictionary<string, double> none = new Dictionary<string, double>();
        switch (_kind)
        {
            case MetricKind.SummaryThrows: throw new InvalidOperationException("no sum");
            case MetricKind.SummaryThrowsThrowing: throw new ThrowingMessage();
            case MetricKind.SummaryThrowsNull: throw new NullMessage();
            case MetricKind.SummaryNull: return null!;
            case MetricKind.SummaryAlsoNull: return new MetricScore(value, null!);
            case MetricKind.SummaryAlsoThrows: return new MetricScore(value, new LazyMap<string, double>(() => { }));
            case MetricKind.SummaryAlsoHangs: return new MetricScore(value, new LazyMap<string, double>(Forever.Wait));
            case MetricKind.SummaryNaN: return new MetricScore(double.NaN, none);
            case MetricKind.SummaryInfinity: return new MetricScore(double.PositiveInfinity, none);
            case MetricKind.SummaryHangs: Forever.Wait(); break;
            case MetricKind.SummaryCurveNull: return new MetricScore(value, none) { Curve = null! };
            case MetricKind.SummaryCurveNullEntry: return new MetricScore(value, none) { Curve = [null!] };
            case MetricKind.SummaryWritesRows: (rows as List<MetricRow>)?.Clear(); (rows as MetricRow[])?.AsSpan().Clear(); break;
            case MetricKind.SummaryNoteHuge: return new MetricScore(value, none, s_huge);
            case MetricKind.SummaryOdd: return new MetricScore(Random.Shared.NextDouble(), none);
            default: break;
        }
        return new MetricScore(value, none);
    }
}

/// <summary>A correct metric that reads every bit of the map: its rows change if another plugin has written into it.</summary>
[Metric("exact", Cite = "Doe")]
public sealed class ExactMetric : IMetric
{
    public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };

    public SampleScore Score(ISampleMaps maps)
    {
        var row = maps.Sample.PresentClasses[0];
        var map = maps.Map(row).to(ScalarType.Float64);
        return new(
            [
                new MetricRow(
                    maps.Sample.Id,
                    row,
                    (map.flatten() * arange(1, map.numel() + 1, dtype: ScalarType.Float64)).sum().item<double>()),
            ],
            []);
    }

    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());
}
