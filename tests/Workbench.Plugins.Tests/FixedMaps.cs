using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Fixed maps, as a metric sees them.</summary>
internal sealed class FixedMaps(Sample sample, IReadOnlyList<double> logits, Func<int, Map> map) : ISampleMaps
{
    public Sample Sample => sample;

    public IReadOnlyList<double> Logits => logits;

    public IReadOnlyList<ModelState> States { get; init; } = [ModelState.Trained];

    /// <summary>Logits by state; null for the trained model's in every state.</summary>
    public Func<ModelState, IReadOnlyList<double>>? StateLogits { get; init; }

    /// <summary>Maps by class and state; null for the same map in every state.</summary>
    public Func<int, ModelState, Map>? StateMap { get; init; }

    public IReadOnlyList<double> LogitsIn(ModelState state) => StateLogits?.Invoke(state) ?? logits;

    public (int Width, int Height) InputSize => (sample.Width, sample.Height);

    public Tensor Map(int target, ModelState? state = null)
    {
        var found = StateMap?.Invoke(target, state ?? States[0]) ?? map(target);
        return tensor(found.Values, [1, 1, found.Height, found.Width]);
    }
}
