using TorchSharp;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Engine.Tests.Model;
using Workbench.Engine.Tests.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Runs;

/// <summary>
/// When memory runs out, a run uses smaller batches. No result is lost or computed twice, and only cells that do not fit by themselves
/// fail.
/// </summary>
public sealed class ScarceMemoryTests : IDisposable
{
    private const string Full =
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB of which 1.20 GiB is free.\n"
        + "Exception raised from malloc";
    private readonly ModelService _model = Nets.Load(Nets.Narrow, ScalarType.Float32);
    private readonly MethodInstance _good = FakeMethod.Cam("good", "b5");
    private readonly MetricInstance _sum = Scored("sum", maps => maps.Map(2).sum().to(ScalarType.Float64).item<double>());

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(10)]
    public void Images_that_did_not_fit_together_run_in_smaller_batches_with_the_same_rows(int fits)
    {
        var seen = new List<int>();
        var greedy = Method("greedy", pass =>
        {
            seen.Add(pass.Rows.Count);
            return pass.Rows.Count > fits ? throw new LibtorchException(Full) : pass.Activation("b5").sum(1, keepdim: true);
        });
        var (run, store, progress) = Compute([_good, greedy], batch: 8, images: 13);
        foreach (var key in run.Keys.Values)
            foreach (var id in Ids(13)) store.Find(key, id)!.Rows.ShouldHaveSingleItem();

        seen.Where(rows => rows <= fits).Sum().ShouldBe(13);   // every image once
        progress.Select(step => step.Computed).ShouldBe(progress.Select(step => step.Computed).Order());
        (progress[^1].Done, progress[^1].Computed, progress[^1].Faults).ShouldBe((13, 13, 0));
        var sizes = new[] { 8, 4, 2, 1 }.TakeWhile((size, i) => i == 0 || size * 2 > fits).ToList();
        run.Batches.Halvings.Select(halving => (halving.From, halving.To)).ShouldBe(sizes.Zip(sizes.Skip(1)));
        run.Batches.Size.ShouldBe(sizes[^1]);
        if (sizes.Count > 1) run.Batches.Halvings[0].Reason.ShouldBe(Full.Split('\n')[0]);

        var (alone, expected, _) = Compute([_good], batch: 1, images: 13);
        foreach (var id in Ids(13)) Row(run, store, _good, id).ShouldBe(Row(alone, expected, _good, id), 1e-5);
    }

    [Fact]
    public void A_method_that_needs_too_much_memory_fails_alone_and_is_tried_again_by_the_next_run()
    {
        var absurd = Method("absurd", _ => empty(1L << 50));
        var rule = FakeMethod.InputSum("in-its-rule", new FullRule());
        var (run, store, progress) = Compute([_good, absurd, rule], batch: 4, images: 6);
        foreach (var id in Ids(6))
        {
            store.Find(run.Keys[new Cell(_good, _sum)], id)!.Rows.ShouldHaveSingleItem();
            foreach (var method in (MethodInstance[])[absurd, rule])
            {
                var cell = store.Find(run.Keys[new Cell(method, _sum)], id)!;
                cell.Skipped.ShouldHaveSingleItem()
                    .ShouldSatisfyAllConditions(
                        skip => skip.Fault.ShouldBeTrue(),
                        skip => skip.Reason.ShouldStartWith($"{method.Name} (Fake.dll): out of memory with this image alone. "));
                cell.IsTransient.ShouldBeTrue();
            }
        }
        (progress[^1].Computed, progress[^1].Faults).ShouldBe((6, 12));
        store.RemoveTransient();
        store.Has(run.Keys[new Cell(_good, _sum)], "0").ShouldBeTrue();
        store.Has(run.Keys[new Cell(absurd, _sum)], "0").ShouldBeFalse();
    }

    [Fact]
    public void A_metric_that_needs_too_much_memory_fails_alone()
    {
        var absurd = Scored("absurd", _ => empty(1L << 50).item<double>());
        var run = new GridRun(Subject(3), [new Cell(_good, _sum), new Cell(_good, absurd)], seed: 0) { Batch = 2 };
        using var store = CellStore.InMemory();
        run.Compute(Ids(3), store, null, CancellationToken.None);
        foreach (var id in Ids(3))
        {
            store.Find(run.Keys[new Cell(_good, _sum)], id)!.Rows.ShouldHaveSingleItem();
            store
                .Find(run.Keys[new Cell(_good, absurd)], id)!
                .Skipped.ShouldHaveSingleItem()
                .Reason.ShouldStartWith("absurd (Fake.dll): out of memory with this image alone. DefaultCPUAllocator");
        }
    }

    [Fact]
    public void An_image_that_does_not_fit_alone_fails_and_the_run_goes_on()
    {
        var (run, store, progress) = Compute([_good], batch: 4, images: 7, refused: "5");
        foreach (var id in Ids(7).Where(id => id != "5")) store.Find(run.Keys.Values.Single(), id)!.Rows.ShouldHaveSingleItem();
        var failed = store.Find(run.Keys.Values.Single(), "5")!;
        failed.Skipped.ShouldHaveSingleItem().Reason.ShouldBe($"out of memory with this image alone (64×64). {Full.Split('\n')[0]}");
        failed.IsTransient.ShouldBeTrue();
        (progress[^1].Done, progress[^1].Faults).ShouldBe((7, 1));
    }

    [Fact]
    public void Another_fault_is_reported_as_the_plugins_and_halves_nothing()
    {
        var broken = Method("broken", _ => throw new LibtorchException("mat1 and mat2 shapes cannot be multiplied"));
        var (run, store, _) = Compute([_good, broken], batch: 4, images: 4);
        run.Batches.Halvings.ShouldBeEmpty();
        var cell = store.Find(run.Keys[new Cell(broken, _sum)], "0")!;
        (cell.IsTransient, cell.Skipped.Single().Reason).ShouldBe(
            (false, "broken (Fake.dll): it threw LibtorchException: mat1 and mat2 shapes cannot be multiplied"));
    }

    [Fact]
    public void No_tensor_outlives_a_batch_that_did_not_fit()
    {
        var greedy = Method("greedy", pass =>
            pass.Rows.Count > 1 ? throw new LibtorchException(Full) : pass.Activation("b5").sum(1, keepdim: true));
        var metric = FakeMetric.Create(
            "m",
            TargetKinds.PresentClasses,
            Annotation.None,
            ModelState.Trained,
            new ModelState("r", "classifier.0"));
        var runner = new PassRunner(
            _model,
            Planner.Plan([new Cell(_good, metric), new Cell(greedy, metric)], _model.Architecture, Annotation.None),
            0);
        using var input = Nets.Input(3, 64, 64);
        Sample[] samples = [.. Ids(3).Select(FewPictures.CreateSample)];
        void Once() => Should.Throw<PluginOutOfMemoryException>(() => runner.Run(samples, input));
        Once();   // makes flipped kernels, which stay
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++) Once();
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    private (GridRun Run, CellStore Store, List<RunProgress> Progress) Compute(
        MethodInstance[] methods,
        int batch,
        int images,
        string? refused = null)
    {
        var run = new GridRun(Subject(images), [.. methods.Select(method => new Cell(method, _sum))], seed: 0)
        {
            Batch = batch,
            KeepsGlance = id => id == refused ? throw new LibtorchException(Full) : false, // as if memory ran out in the host's own passes
        };
        var (store, progress) = (CellStore.InMemory(), new List<RunProgress>());
        run.Compute(Ids(images), store, progress.Add, CancellationToken.None);
        return (run, store, progress);
    }

    private static double Row(GridRun run, CellStore store, MethodInstance method, string id) =>
        store.Find(run.Keys.Single(key => key.Key.Method == method).Value, id)!.Rows.Single().Value;

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    private Subject Subject(int images) => FewPictures.CreateSubject(_model, images);

    private static MethodInstance Method(string name, Func<IPass, Tensor> attribute) =>
        FakeMethod.Create(name, PassRequest.Create("b5", Tap.Activation), attribute);

    private static MetricInstance Scored(string name, Func<ISampleMaps, double> score) =>
        new(
            new PluginCall(name),
            new PluginDescriptor(name, PluginKind.Metric, "a test", false, [], "Fake.dll", ""),
            new ScoringMetric(score));

    public void Dispose() => _model.Dispose();

    private sealed class ScoringMetric(Func<ISampleMaps, double> score) : IMetric
    {
        public MetricRequest Plan(IArchitecture model) => new() { Targets = TargetKinds.PresentClasses };
        public SampleScore Score(ISampleMaps maps) => new([new MetricRow(maps.Sample.Id, 2, score(maps))], []);
        public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) =>
            new(rows.Average(row => row.Value), new Dictionary<string, double>());
    }

    private sealed record FullRule : BackwardRule
    {
        public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;
        public override Tensor Propagate(ILayerStep step, Tensor upstream) => throw new LibtorchException(Full);
    }
}
