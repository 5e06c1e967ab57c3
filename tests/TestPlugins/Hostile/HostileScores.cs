namespace Workbench.TestPlugins;

/// <summary>Invalid scores, and attacks on the maps of the host.</summary>
internal static class HostileScores
{
    public static SampleScore Create(MetricKind kind, ISampleMaps maps)
    {
        var (id, target) = (maps.Sample.Id, maps.Sample.PresentClasses[0]);
        var row = new MetricRow(id, target, 0.5);
        SampleScore Rows(params MetricRow[] rows) => new(rows, []);
        SampleScore Skipping(params SkippedRow[] rows) => new([], rows);
        switch (kind)
        {
            case MetricKind.Throws: throw new InvalidOperationException("no score");
            case MetricKind.ThrowsThrowing: throw new ThrowingMessage();
            case MetricKind.ThrowsNull: throw new NullMessage();
            case MetricKind.ThrowsHuge: throw Forever.Huge;
            case MetricKind.Null: return null!;
            case MetricKind.RowsNull: return new SampleScore(null!, []);
            case MetricKind.SkippedNull: return new SampleScore([row], null!);
            case MetricKind.RowsHang: return new SampleScore(new Lazy<MetricRow>(Forever.Wait), []);
            case MetricKind.RowsThrow: return new SampleScore(new Lazy<MetricRow>(() => { }), []);
            case MetricKind.RowsMany: return Rows([.. Enumerable.Repeat(row, 1_000_000)]);
            case MetricKind.RowsEndless: return new SampleScore(new Endless<MetricRow>(row), []);
            case MetricKind.RowNull: return Rows(null!);
            case MetricKind.RowOfOtherImage: return Rows(row with { Sample = "another" });
            case MetricKind.RowOfNobody: return Rows(row with { Sample = null! });
            case MetricKind.RowClassNegative: return Rows(row with { Class = -5 });
            case MetricKind.RowClassHuge: return Rows(row with { Class = int.MaxValue });
            case MetricKind.RowTwice: return Rows(row, row, row);
            case MetricKind.RowNaN: return Rows(row with { Value = double.NaN });
            case MetricKind.RowInfinity: return Rows(row with { Value = double.PositiveInfinity });
            case MetricKind.RowUnknownState: return Rows(row with { State = "nowhere" });
            case MetricKind.SkippedNullEntry: return Skipping(null!);
            case MetricKind.SkippedReasonNull: return Skipping(new SkippedRow(id, target, null!));
            case MetricKind.SkippedReasonHuge: return Skipping(new SkippedRow(id, target, new string('x', 20_000_000)));
            case MetricKind.ScoredAndSkipped: return new SampleScore([row], [new SkippedRow(id, target, "both")]);
            case MetricKind.AsksUnknownClass: maps.Map(99); break;
            case MetricKind.AsksUnknownState: maps.Map(target, new ModelState("nowhere")); break;
            default: Act(kind, maps, target); break;
        }
        return Rows(row);
    }

    private static void Act(MetricKind kind, ISampleMaps maps, int target)
    {
        switch (kind)
        {
            case MetricKind.WritesMap: maps.Map(target).fill_(7); break;
            case MetricKind.ReluOfMap: maps.Map(target).relu_(); break;
            case MetricKind.DisposesMap: maps.Map(target).Dispose(); break;
            case MetricKind.ResizesMap: maps.Map(target).unsqueeze_(0); break;
            case MetricKind.WritesLogits: (maps.Logits as double[])?.AsSpan().Clear(); break;
            case MetricKind.WritesSample:
                (maps.Sample.Objects as IList<ImageObject>)?.Clear();
                break;
            case MetricKind.Hangs: Forever.Wait(); break;
            case MetricKind.HangsInTensors:
                for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 5; )
                    ones(64, 64).mm(ones(64, 64)).Dispose();
                break;
            case MetricKind.ChangesFolder: Environment.CurrentDirectory = Path.GetTempPath(); break;
            case MetricKind.ChangesType: set_default_dtype(ScalarType.Float64); break;
            case MetricKind.ChangesThreads: set_num_threads(1); break;
            default: break;
        }
    }
}
