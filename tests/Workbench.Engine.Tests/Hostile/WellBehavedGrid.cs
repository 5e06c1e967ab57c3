using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Engine.Tests.Model;
using Workbench.Engine.Tests.Passes;
using Workbench.Engine.Tests.Runs;
using Workbench.Results;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Hostile;

/// <summary>
/// Well-behaved methods and metrics on a small net and three images, with another plugin beside them. Their scores without it are known, so
/// any effect of a hostile plugin shows.
/// </summary>
public sealed class WellBehavedGrid : IDisposable
{
    private const string Before = "before", After = "after", OfInput = "of-input", OfRule = "of-rule";
    private static readonly string[] s_ids = ["0", "1", "2"];

    private readonly ModelService _model = Nets.Load(Nets.Narrow);
    private readonly MethodInstance[] _methods;
    private readonly MetricInstance[] _metrics = [Sums("sum", 1), Sums("twice", 2)];
    private readonly Dictionary<string, double> _alone;

    public WellBehavedGrid()
    {
        _methods =
        [
            FakeMethod.Cam(Before, "b5"),
            FakeMethod.Cam(After, "b5"),
            FakeMethod.InputSum(OfInput),
            FakeMethod.InputSum(OfRule, new GuidedRule()),
        ];
        _alone = Rows(Compute(null, null, 2, null));
        _alone.Count.ShouldBe(_methods.Length * _metrics.Length * s_ids.Length);
    }

    /// <summary>Runs a method between well-behaved ones, whose scores and table must not change.</summary>
    /// <param name="hostile">The method. If it reads a layer, its plan must name b5.</param>
    /// <param name="limit">Time limit of one call.</param>
    /// <param name="batch">Images per batch.</param>
    /// <returns>The fault of each image, or null for an image with a row.</returns>
    internal string?[] Beside(MethodInstance hostile, TimeSpan? limit = null, int batch = 2) => Beside(hostile, null, limit, batch);

    /// <summary>The same for a metric.</summary>
    internal string?[] Beside(MetricInstance hostile, TimeSpan? limit = null) => Beside(null, hostile, limit, 2);

    private string?[] Beside(MethodInstance? method, MetricInstance? metric, TimeSpan? limit, int batch)
    {
        var done = Compute(method, metric, batch, limit);
        using var store = done.Store;
        Rows(done).ShouldBe(_alone, ignoreOrder: true);
        var cell = done.Run.Keys.First(key => key.Key.Method.Equals(method ?? _methods[0]) && key.Key.Metric.Equals(metric ?? _metrics[0]));
        if (done.Run.Plan.FailedCells.FirstOrDefault(failed => failed.Cell == cell.Key) is { } unplanned) return [Fit(unplanned.Reason)];
        var summary = done.Run.Tabulate(
            "t",
            [.. _methods.Append(method).OfType<MethodInstance>().Select(one => new MethodLine(one.Name, null))],
            [.. _metrics.Append(metric).OfType<MetricInstance>()],
            s_ids,
            store);
        summary.Images.ShouldBe(s_ids.Length);
        foreach (
            var honest in summary.Cells.Where(one =>
                _methods.Any(own => own.Name == one.Method) && _metrics.Any(own => own.Name == one.Metric)))
            honest.Failure.ShouldBeNull();
        if (summary.Cell(cell.Key.Method.Name, cell.Key.Metric.Name) is { Failure: { } failure, Rows.Count: > 0 }) return [Fit(failure)];
        return
        [
            .. s_ids
                .Select(id => store.Find(cell.Value, id)!)
                .Select(stored => stored.Skipped.FirstOrDefault(skip => skip.Fault) is { } fault ? Fit(fault.Reason) : null),
        ];
    }

    // Any text of a plugin must fit a line of a table.
    private static string Fit(string reason)
    {
        reason.Length.ShouldBeLessThan(700);
        reason.ShouldNotContain(c => char.IsControl(c));
        return reason;
    }

    private (GridRun Run, CellStore Store) Compute(MethodInstance? method, MetricInstance? metric, int batch, TimeSpan? limit)
    {
        MethodInstance[] methods = method is null ? _methods : [_methods[0], method, .. _methods[1..]];
        MetricInstance[] metrics = metric is null ? _metrics : [_metrics[0], metric, .. _metrics[1..]];
        var cells = metrics.SelectMany(one => methods.Select(of => new Cell(of, one))).ToList();
        var run = new GridRun(FewPictures.CreateSubject(_model, s_ids.Length), cells, seed: 0)
        {
            Batch = batch,
            PluginLimit = limit ?? TimeSpan.FromSeconds(30),
        };
        var store = CellStore.InMemory();
        run.Compute(s_ids, store, null, CancellationToken.None);
        return (run, store);
    }

    private Dictionary<string, double> Rows((GridRun Run, CellStore Store) done) => (
        from method in _methods
        from metric in _metrics
        from id in s_ids
        from row in done.Store.Find(done.Run.Keys[new Cell(method, metric)], id)!.Rows
        select (Key: $"{method.Name} {metric.Name} {id}", row.Value)
    ).ToDictionary(row => row.Key, row => row.Value, StringComparer.Ordinal);

    /// <summary>A metric of a test.</summary>
    internal static MetricInstance Metric(
        string name,
        Func<ISampleMaps, SampleScore> score,
        Func<IReadOnlyList<MetricRow>, MetricScore>? summarise = null,
        Func<IArchitecture, MetricRequest>? plan = null) =>
        new(
            new PluginCall(name),
            new PluginDescriptor(name, PluginKind.Metric, "a test", false, [], "Fake.dll", ""),
            new ScoringMetric(score, summarise ?? Mean, plan ?? (_ => new() { Targets = TargetKinds.PresentClasses })));

    /// <summary>One row of the image's only class.</summary>
    internal static SampleScore Scored(ISampleMaps maps, double value) => new([new MetricRow(maps.Sample.Id, 2, value)], []);

    private static MetricInstance Sums(string name, double factor) =>
        Metric(name, maps => Scored(maps, factor * maps.Map(2).to(ScalarType.Float64).sum().item<double>()));

    private static MetricScore Mean(IReadOnlyList<MetricRow> rows) =>
        new(rows.Count == 0 ? double.NaN : rows.Average(row => row.Value), new Dictionary<string, double>());

    public void Dispose() => _model.Dispose();

    private sealed class ScoringMetric(
        Func<ISampleMaps, SampleScore> score,
        Func<IReadOnlyList<MetricRow>, MetricScore> summarise,
        Func<IArchitecture, MetricRequest> plan) : IMetric
    {
        public MetricRequest Plan(IArchitecture model) => plan(model);
        public SampleScore Score(ISampleMaps maps) => score(maps);
        public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) => summarise(rows);
    }
}
