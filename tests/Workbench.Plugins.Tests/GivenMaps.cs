using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Maps of a test, as a metric sees them.</summary>
internal sealed class GivenMaps(Sample sample, IReadOnlyList<double> logits, Func<int, Map> map) : ISampleMaps
{
    public Sample Sample => sample;

    public IReadOnlyList<double> Logits => logits;

    public IReadOnlyList<double> LogitsIn(ModelState state) => logits;

    public (int Width, int Height) InputSize => (sample.Width, sample.Height);

    public Tensor Map(int target, ModelState? state = null) => tensor(map(target).Values, [1, 1, map(target).Height, map(target).Width]);
}
