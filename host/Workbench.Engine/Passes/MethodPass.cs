using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>A sweep as one method sees it: only what its plan named.</summary>
internal sealed class MethodPass(
    PlannedMethod planned, BackwardSweep sweep, PairActivations activations, IReadOnlyList<string> samples, ulong seed, PluginClock? clock) : IPass
{
    private readonly MethodInstance _method = planned.Method;
    private readonly Model.Chain _chain = sweep.Forward.Chain;

    public IModelCard Model => _chain.Card;
    public Tensor Input => field ??= sweep.Pairs.Gather(sweep.Forward.Input);
    public Tensor Logits => field ??= sweep.Pairs.Gather(sweep.Forward.Logits);
    public Tensor Images => sweep.Forward.Input;
    public IReadOnlyList<(int Image, int Target)> Rows => sweep.Pairs.Rows;
    public IReadOnlyList<int> Targets { get; } = [.. sweep.Pairs.Rows.Select(pair => pair.Target)];

    public Tensor Activation(LayerRef layer)
    {
        var card = Model[layer];
        if (!planned.Activations.Contains(card.Index)) throw NotPlanned($"the activation of {card}", nameof(Tap.Activation));
        return activations.Of(card.Index);
    }

    public Tensor Gradient(LayerRef layer)
    {
        var card = Model[layer];
        if (!planned.Gradients.Contains(card.Index)) throw NotPlanned($"the gradient at {card}", nameof(Tap.Gradient));
        return sweep.GradientOf(card.Index);
    }

    public Tensor InputGradient => planned.InputGradient ? sweep.InputGradient : throw NotPlanned("the input gradient", nameof(PassRequest.InputGradient));

    public Tensor? Bias(LayerRef layer) => _chain.Layers[Model[layer].Index].Bias;

    public Generator Rng(int row)
    {
        var (image, target) = sweep.Pairs.Rows[row];
        return new Generator(Seeds.Of(seed, _method.Unposted, samples[image], target.ToString()), Input.device);
    }

    public Generator ImageRng(int image) => new(Seeds.Of(seed, _method.Unposted, samples[image]), Input.device);

    public IModelQuestions Ask => planned.Questions > 0
        ? field ??= new ModelQuestions(_chain, batch: Math.Max(8, sweep.Forward.Images), () => clock?.Restart(_method))
        : throw NotPlanned("the model's answers to other inputs", nameof(PassRequest.Questions));

    private NotPlannedException NotPlanned(string what, string flag) => new($"{_method.Name} read {what}, but its Plan did not ask for it ({flag}).");
}

/// <summary>Activations by pair, gathered once per sweep for all methods that read them.</summary>
internal sealed class PairActivations(ForwardPass forward, Pairs pairs) : IDisposable
{
    private readonly Dictionary<int, Tensor> _gathered = [];

    public Tensor Of(int layer)
    {
        if (!_gathered.TryGetValue(layer, out var tensor))
            _gathered[layer] = tensor = pairs.Gather(forward.OutputOf(layer)).DetachFromDisposeScope();
        return tensor;
    }

    public void Dispose()
    {
        foreach (var tensor in _gathered.Values) tensor.Dispose();
    }
}
