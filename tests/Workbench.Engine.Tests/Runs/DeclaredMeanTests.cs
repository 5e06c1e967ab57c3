using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Engine.Tests.Model;
using Workbench.Engine.Tests.Passes;
using Workbench.Results;

namespace Workbench.Engine.Tests.Runs;

/// <summary>
/// A metric that does not declare its score as a mean is summarised for every resample. One that declares it wrongly has no score.
/// </summary>
public sealed class DeclaredMeanTests : IDisposable
{
    private readonly ModelService _model = Nets.Load(Nets.Narrow);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_mean_is_summarised_once_and_another_metric_for_every_resample()
    {
        int calls = 0;
        MetricScore Mean(IReadOnlyList<MetricRow> rows)
        {
            Interlocked.Increment(ref calls);
            return Score(rows.Average(row => row.Value));
        }
        var declared = Tabulated(Mean, isMean: true);
        calls.ShouldBe(1);
        var undeclared = Tabulated(Mean, isMean: false);
        calls.ShouldBe(1 + 1 + 1000);
        (declared.IsMean, undeclared.IsMean).ShouldBe((true, false));
        declared.Score!.Value.ShouldBe(undeclared.Score!.Value);
        foreach (var (one, other) in declared.Resamples.Zip(undeclared.Resamples)) one.ShouldBe(other, 1e-12);
    }

    [Fact]
    public void A_metric_that_declares_a_mean_wrongly_has_no_score()
    {
        var cell = Tabulated(rows => Score(rows.Max(row => row.Value)), isMean: true);
        cell.Score.ShouldBeNull();
        cell.Failure!.ShouldStartWith(
            "m (Fake.dll): it declares its score as the mean of its rows, but it returned 2 where the mean is 1");
    }

    private CellResult Tabulated(Func<IReadOnlyList<MetricRow>, MetricScore> summarise, bool isMean)
    {
        var metric = new MetricInstance(
            new PluginCall("m"),
            new PluginDescriptor("m", PluginKind.Metric, "a test", false, [], "Fake.dll", "") { IsMean = isMean },
            new Numbers(summarise));
        var method = FakeMethod.Cam("cam", "b5");
        var run = new GridRun(
            new Subject("small", _model, InputConvention.FromName("scenes"), new Pictures()),
            [new Cell(method, metric)],
            seed: 0);
        using var store = CellStore.InMemory();
        run.Compute(Pictures.Names, store, null, CancellationToken.None);
        return run.Tabulate("t", [new MethodLine(method.Name, null)], [metric], Pictures.Names, store).Cells.ShouldHaveSingleItem();
    }

    private static MetricScore Score(double value) => new(value, new Dictionary<string, double>());

    // The score of an image is its number.
    private sealed class Numbers(Func<IReadOnlyList<MetricRow>, MetricScore> summarise) : IMetric
    {
        public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };
        public SampleScore Score(ISampleMaps maps) => new([new MetricRow(maps.Sample.Id, 2, int.Parse(maps.Sample.Id))], []);
        public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) => summarise(rows);
    }

    private sealed class Pictures : IDataSource
    {
        public static readonly string[] Names = ["0", "1", "2"];
        public IReadOnlyList<string> Classes => [];
        public IReadOnlyList<string> Ids => Names;
        public Annotation Annotations => Annotation.Boxes;
        public string Hash => "pictures";
        public DataItem Read(string id) =>
            new(new Sample(id, 64, 64, [new(2, 0, 0, 9, 9, false)]), new Image(64, 64, new byte[3 * 64 * 64]));
    }
}
