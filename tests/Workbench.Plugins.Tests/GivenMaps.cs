using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Maps of a test, as a metric sees them.</summary>
internal sealed class GivenMaps(Sample sample, IReadOnlyList<double> logits, Func<int, Map> map) : ISampleMaps
{
    public Sample Sample => sample;

    public IReadOnlyList<double> Logits => logits;

    public IReadOnlyList<ModelState> States { get; init; } = [ModelState.Trained];

    /// <summary>Logits by state; the trained model's where null.</summary>
    public Func<ModelState, IReadOnlyList<double>>? StateLogits { get; init; }

    /// <summary>Maps by class and state; the same in every state where null.</summary>
    public Func<int, ModelState, Map>? StateMap { get; init; }

    public IReadOnlyList<double> LogitsIn(ModelState state) => StateLogits?.Invoke(state) ?? logits;

    public (int Width, int Height) InputSize => (sample.Width, sample.Height);

    public Tensor Map(int target, ModelState? state = null)
    {
        var found = StateMap?.Invoke(target, state ?? States[0]) ?? map(target);
        return tensor(found.Values, [1, 1, found.Height, found.Width]);
    }
}
