using static TorchSharp.torch;

namespace Workbench.Conformance;

/// <summary>Given maps of one image, as a metric sees them: to try a metric on maps whose score is known.</summary>
/// <param name="sample">The image.</param>
/// <param name="map">The map for a class, [1,1,h,w].</param>
public sealed class TrialMaps(Sample sample, Func<int, Tensor> map) : ISampleMaps
{
    /// <inheritdoc/>
    public Sample Sample => sample;

    /// <summary>The logits, by class. Default: one 0 for each class of <see cref="TrialModel"/>.</summary>
    public IReadOnlyList<double> Logits { get; init; } = new double[TrialModel.Classes];

    /// <inheritdoc/>
    public IReadOnlyList<ModelState> States { get; } = [ModelState.Trained];

    /// <inheritdoc/>
    public IReadOnlyList<double> LogitsIn(ModelState state) => Logits;

    /// <inheritdoc/>
    public Tensor Map(int target, ModelState? state = null) => map(target);

    /// <summary>The original image's.</summary>
    public (int Width, int Height) InputSize => (sample.Width, sample.Height);
}
