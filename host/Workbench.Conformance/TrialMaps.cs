using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>Fixed maps of one image as a metric sees them, for tests of a metric on maps with a known score.</summary>
/// <param name="sample">The image.</param>
/// <param name="map">Returns the map for a class, [1,1,h,w].</param>
public sealed class TrialMaps(Sample sample, Func<int, Tensor> map) : ISampleMaps
{
    /// <inheritdoc/>
    public Sample Sample => sample;

    /// <summary>The logits, by class. Default: 0 for each class of <see cref="TrialModel"/>.</summary>
    public IReadOnlyList<double> Logits { get; init; } = new double[TrialModel.Classes];

    /// <inheritdoc/>
    public IReadOnlyList<ModelState> States { get; } = [ModelState.Trained];

    /// <inheritdoc/>
    public IReadOnlyList<double> LogitsIn(ModelState state) => Logits;

    /// <inheritdoc/>
    public Tensor Map(int target, ModelState? state = null) => map(target);

    /// <summary>The size of the original image, which serves as the input size.</summary>
    public (int Width, int Height) InputSize => (sample.Width, sample.Height);
}
