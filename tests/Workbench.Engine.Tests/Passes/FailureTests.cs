using Workbench.Engine.Passes;

namespace Workbench.Engine.Tests.Passes;

/// <summary>A map that a method lacks in one state or for one class fails only the metrics that read it.</summary>
public sealed class FailureTests
{
    private static readonly ModelState s_last = new("last", "features.28");

    [Fact]
    public void A_missing_map_fails_only_the_metrics_that_read_it()
    {
        using var maps = new ImageMaps(new Sample("a", 10, 10, [new ImageObject(1, 0, 0, 5, 5, false)]), [0.0, 3, 1], (10, 10));
        var (method, other) = (FakeMethod.Cam("m", "b5"), FakeMethod.Cam("n", "b5"));
        maps.Fail(method, "in a state", s_last, 1);
        maps.FailureOf(method).ShouldBe("in a state");
        maps.FailureOf(method, new MetricRequest { Targets = TargetKinds.PresentClasses }).ShouldBeNull();
        maps.FailureOf(method, new MetricRequest { Targets = TargetKinds.Bottom1, States = [ModelState.Trained, s_last] }).ShouldBeNull();
        maps.FailureOf(method, new MetricRequest { Targets = TargetKinds.PresentClasses, States = [ModelState.Trained, s_last] })
            .ShouldBe("in a state");
        maps.FailureOf(other).ShouldBeNull();
        maps.Fail(other, "in all");
        maps.FailureOf(other, new MetricRequest { Targets = TargetKinds.Bottom1 }).ShouldBe("in all");
    }
}
