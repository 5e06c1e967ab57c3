using Workbench.Conformance;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes;

public sealed class OutputsTests
{
    [Theory]
    [InlineData(new[] { 3.0, -1, 7, 2 }, 2, 1)]
    [InlineData(new[] { 5.0, 5, 1, 1 }, 0, 2)]
    [InlineData(new[] { 0.5 }, 0, 0)]
    [InlineData(new[] { double.NegativeInfinity, -2, double.PositiveInfinity }, 2, 0)]
    public void The_first_of_equal_outputs_counts(double[] logits, int top, int bottom)
    {
        (Outputs.Top(logits), Outputs.Bottom(logits)).ShouldBe((top, bottom));
        ISampleMaps maps = new TrialMaps(new Sample("a", 8, 8, []), _ => zeros(1, 1, 2, 2)) { Logits = logits };
        (maps.Top, maps.Bottom, maps.TopIn(ModelState.Trained)).ShouldBe((top, bottom, top));
    }
}
