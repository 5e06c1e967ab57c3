using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Tests.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes;

/// <summary>Batch sizes: where they start, how they grow on a GPU, and how they shrink when memory runs out.</summary>
public sealed class BatchSizerTests : IDisposable
{
    private readonly ModelService _model = Nets.Load(Nets.Narrow, ScalarType.Float32);
    private readonly PassPlan _plan;

    public BatchSizerTests() =>
        _plan = Planner.Plan(
            [new Cell(FakeMethod.Cam("cam", "b5"), FakeMetric.Create("m", TargetKinds.Top1))],
            _model.Architecture,
            Annotation.None);

    [Fact]
    public void The_users_number_is_used_until_memory_runs_out()
    {
        var sizer = BatchSizer.ForModel(_model, 40);
        (sizer.Choice, sizer.Propose(_plan, 64, 64), sizer.Propose(_plan, 640, 640)).ShouldBe((BatchChoice.Given, 40, 40));
        sizer.ReportSuccess(40, 640, 640, TimeSpan.FromSeconds(1));
        sizer.Summary.ShouldBeNull();
        sizer.Halve(40, 640, 640, "full").ShouldBeTrue();
        sizer.Propose(_plan, 640, 640).ShouldBe(20);
        sizer.Halvings.ShouldBe([new BatchHalving(40, 20, 640, 640, "full")]);
        sizer.Summary!.ShouldBe("Memory ran out once: batches of 40 images of 640×640 were halved to 20 (--batch 20 starts there). full");
    }

    [Fact]
    public void On_the_cpu_memory_decides_and_larger_images_get_smaller_batches()
    {
        var sizer = BatchSizer.ForModel(_model);
        sizer.Choice.ShouldBe(BatchChoice.Memory);
        sizer.Propose(_plan, 224, 224).ShouldBe(16);
        sizer.Propose(_plan, 20_000, 20_000).ShouldBe(1);
    }

    [Fact]
    public void A_halving_holds_per_pixel_and_never_goes_below_one()
    {
        var sizer = new BatchSizer(BatchChoice.Given, 16);
        sizer.Propose(_plan, 100, 100).ShouldBe(16);
        sizer.Halve(16, 100, 100, "full");
        (
            sizer.Propose(_plan, 100, 100),
            sizer.Propose(_plan, 200, 200),
            sizer.Propose(_plan, 50, 50),
            sizer.Propose(_plan, 1000, 1000)
        ).ShouldBe((8, 2, 16, 1));
        foreach (var (from, to) in new[] { (8, 4), (4, 2), (2, 1) })
        {
            sizer.Halve(from, 100, 100, "full").ShouldBeTrue();
            sizer.Propose(_plan, 100, 100).ShouldBe(to);
        }
        sizer.Halve(1, 100, 100, "full").ShouldBeFalse();
        // One image that does not fit does not limit smaller images.
        (sizer.Propose(_plan, 100, 100), sizer.Propose(_plan, 50, 50)).ShouldBe((1, 4));
        sizer.Halvings.Select(halving => (halving.From, halving.To)).ShouldBe([(16, 8), (8, 4), (4, 2), (2, 1)]);
    }

    [Theory]
    [InlineData(8, 128, 8)]      // no faster beyond 8
    [InlineData(1000, 128, 128)] // always faster: the largest
    [InlineData(1000, 30, 16)]   // runs out above 30
    [InlineData(1000, 1, 1)]
    public void A_probe_doubles_from_one_image_until_it_is_no_faster_or_memory_runs_out(int fastest, int fits, int found)
    {
        var sizer = new BatchSizer(BatchChoice.Probe);
        var sizes = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            var size = sizer.Propose(_plan, 64, 64);
            sizes.Add(size);
            if (size > fits) sizer.Halve(size, 64, 64, "full").ShouldBeTrue();
            else sizer.ReportSuccess(size, 64, 64, TimeSpan.FromSeconds(size / (double)Math.Min(size, fastest)));
        }
        sizes.Take(3).ShouldBe([1, 1, 2]);   // a size runs twice, and the second run counts
        sizes.TakeLast(10).ShouldAllBe(size => size == found);
        sizer.Halvings.Count.ShouldBe(fits < 128 && fastest > fits ? 1 : 0);
        sizer.Summary.ShouldNotBeNull();
    }

    [Fact]
    public void A_partial_batch_does_not_count()
    {
        var sizer = new BatchSizer(BatchChoice.Probe);
        foreach (var size in (int[])[1, 1, 2, 2])
        {
            sizer.Propose(_plan, 64, 64).ShouldBe(size);
            sizer.ReportSuccess(size, 64, 64, TimeSpan.FromSeconds(1));
        }
        sizer.Propose(_plan, 64, 64).ShouldBe(4);
        for (var i = 0; i < 5; i++) sizer.ReportSuccess(3, 64, 64, TimeSpan.FromSeconds(100));
        sizer.Propose(_plan, 64, 64).ShouldBe(4);
    }

    public void Dispose() => _model.Dispose();
}
