using Workbench.Engine.Runs;

namespace Workbench.Engine.Tests.Runs;

/// <summary>Thumbnails of maps for a gallery.</summary>
public sealed class SmallMapTests
{
    [Fact]
    public void A_map_beyond_float32_has_a_thumbnail()
    {
        using var map = TorchSharp.torch.tensor(new[] { 1e300, -1e300, 0, 1 }).reshape(1, 1, 2, 2);
        var small = SmallMap.From(map);
        (float.IsFinite(small.Min), float.IsFinite(small.Max)).ShouldBe((true, true));
        small.Values[0].ShouldBe((byte)255);
    }
}
