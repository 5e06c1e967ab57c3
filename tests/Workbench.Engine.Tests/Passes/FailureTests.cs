using Workbench.Engine.Passes;
using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Passes;

/// <summary>A method that has no map in one state or for one class fails those who ask for it, and nobody else.</summary>
public sealed class FailureTests
{
    private static readonly ModelState s_last = new("last", "features.28");

    [Fact]
    public void A_map_that_is_lacking_fails_those_who_ask_for_it()
    {
        using var maps = new ImageMaps(new Sample("a", 10, 10, [new ImageObject(1, 0, 0, 5, 5, false)]), [0.0, 3, 1], (10, 10));
        var (method, other) = (FakeMethod.Cam("m", "b5"), FakeMethod.Cam("n", "b5"));
        maps.Fail(method, "in a state", s_last, 1);
        maps.FailureOf(method).ShouldBe("in a state");
        maps.FailureOf(method, new MetricRequest { Targets = TargetKinds.PresentClasses }).ShouldBeNull();
        maps.FailureOf(method, new MetricRequest { Targets = TargetKinds.Bottom1, States = [ModelState.Trained, s_last] }).ShouldBeNull();
        maps.FailureOf(method, new MetricRequest { Targets = TargetKinds.PresentClasses, States = [ModelState.Trained, s_last] }).ShouldBe("in a state");
        maps.FailureOf(other).ShouldBeNull();
        maps.Fail(other, "in all");
        maps.FailureOf(other, new MetricRequest { Targets = TargetKinds.Bottom1 }).ShouldBe("in all");
    }

    [Fact]
    public void A_map_beyond_float32_has_a_small_one()
    {
        using var map = TorchSharp.torch.tensor(new[] { 1e300, -1e300, 0, 1 }).reshape(1, 1, 2, 2);
        var small = MapThumbnail.Of(map);
        (float.IsFinite(small.Min), float.IsFinite(small.Max)).ShouldBe((true, true));
        small.Values[0].ShouldBe((byte)255);
    }

    [Fact]
    public void A_thread_that_interrupts_itself_goes_on()
    {
        var ended = false;
        var thread = new Thread(() =>
        {
            var state = new Workbench.Engine.Plugins.SharedState.OfThread();
            Thread.CurrentThread.Interrupt();
            state.Restore();
            try
            {
                Thread.Sleep(1);
                ended = true;
            }
            catch (ThreadInterruptedException)
            {
                // It was not taken back.
            }
        });
        thread.Start();
        thread.Join();
        ended.ShouldBeTrue();
    }

    [Fact]
    public void The_thread_pools_limits_are_set_back()
    {
        ThreadPool.GetMaxThreads(out var most, out var ports);
        var state = new Workbench.Engine.Plugins.SharedState();
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, ports).ShouldBeTrue();
        state.Restore();
        ThreadPool.GetMaxThreads(out var after, out _);
        after.ShouldBe(most);
    }
}
