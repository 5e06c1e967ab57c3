using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// One sweep of a signal from the logits down the chain: at each layer the rule where it applies, else the vector–Jacobian product.
/// Stops at the lowest layer that anyone reads.
/// </summary>
public sealed class BackwardSweep : IDisposable
{
    private readonly Dictionary<int, Tensor> _gradients = [];
    private readonly Tensor? _inputGradient;

    private BackwardSweep(ForwardPass forward, Pairs pairs, Dictionary<int, Tensor> gradients, Tensor? inputGradient) =>
        (Forward, Pairs, _gradients, _inputGradient) = (forward, pairs, gradients, inputGradient);

    /// <summary>The forward pass it went back through.</summary>
    public ForwardPass Forward { get; }

    /// <summary>Its rows.</summary>
    public Pairs Pairs { get; }

    /// <summary>Runs a sweep.</summary>
    /// <param name="forward">A pass that kept what the sweep reads.</param>
    /// <param name="pairs">Images and targets.</param>
    /// <param name="rule">The rule, or null for the gradient.</param>
    /// <param name="taps">Indices of the layers at whose output the signal is read.</param>
    /// <param name="inputGradient">Whether the signal at the input is read.</param>
    /// <exception cref="RuleException">The rule returned something other than a finite-shaped signal of its layer's input.</exception>
    public static BackwardSweep Run(ForwardPass forward, Pairs pairs, BackwardRule? rule, IReadOnlySet<int> taps, bool inputGradient)
    {
        using var none = no_grad();
        var layers = forward.Chain.Layers;
        var lowest = inputGradient ? -1 : taps.Count > 0 ? taps.Min() : layers.Count;
        var kept = new Dictionary<int, Tensor>();
        var signal = Start(forward, pairs, rule);
        try
        {
            for (var i = layers.Count - 1; ; i--)
            {
                if (taps.Contains(i)) kept[i] = signal;
                if (i <= lowest) break;
                var next = Step(forward, pairs, rule, i, signal);
                if (!kept.ContainsKey(i)) signal.Dispose();
                signal = next;
                if (i == 0) break;
            }
            if (lowest == layers.Count) signal.Dispose();   // nobody reads it
            return new BackwardSweep(forward, pairs, kept, inputGradient ? signal : null);
        }
        catch
        {
            signal.Dispose();
            foreach (var tensor in kept.Values) tensor.Dispose();
            throw;
        }
    }

    private static Tensor Start(ForwardPass forward, Pairs pairs, BackwardRule? rule)
    {
        using var scope = NewDisposeScope();
        var logits = forward.Logits;
        var oneHot = pairs.OneHot((int)logits.shape[1], logits.dtype, logits.device);
        return (rule is null ? oneHot : rule.Start(pairs.Gather(logits), oneHot)).MoveToOuterDisposeScope().DetachFromDisposeScope();
    }

    private static Tensor Step(ForwardPass forward, Pairs pairs, BackwardRule? rule, int index, Tensor upstream)
    {
        using var scope = NewDisposeScope();
        var layer = forward.Chain.Layers[index];
        if (rule is null || !rule.AppliesTo(layer.Card)) return forward.Vjp(index, pairs, upstream).DetachFromDisposeScope();
        var step = new LayerStep(layer, forward, pairs);
        var signal = rule.Propagate(step, upstream);
        long[] expected = [pairs.Count, .. forward.InputOf(index).shape[1..]];
        if (!signal.shape.SequenceEqual(expected))
            throw new RuleException($"The rule {rule} returned [{string.Join(',', signal.shape)}] at {layer.Card}, expected [{string.Join(',', expected)}].");
        // A rule may hand its upstream on as it is: an alias keeps the two lifetimes apart.
        return (ReferenceEquals(signal, upstream) ? signal.alias() : signal).DetachFromDisposeScope();
    }

    /// <summary>Signal at the output of a layer, by pair.</summary>
    /// <exception cref="NotPlannedException">The sweep was not asked for it.</exception>
    public Tensor GradientOf(int layer) => _gradients.TryGetValue(layer, out var gradient)
        ? gradient
        : throw new NotPlannedException($"The gradient at {Forward.Chain.Card.Layers[layer]} was not planned: name the layer with Tap.Gradient in the method's PassRequest.");

    /// <summary>Signal at the input, by pair.</summary>
    /// <exception cref="NotPlannedException">The sweep was not asked for it.</exception>
    public Tensor InputGradient => _inputGradient
        ?? throw new NotPlannedException("The input gradient was not planned: set InputGradient in the method's PassRequest.");

    /// <summary>Frees the signals.</summary>
    public void Dispose()
    {
        foreach (var gradient in _gradients.Values) gradient.Dispose();
        _inputGradient?.Dispose();
    }

    private sealed class LayerStep(ChainLayer layer, ForwardPass forward, Pairs pairs) : ILayerStep
    {
        public LayerCard Layer => layer.Card;
        public IModelCard Model => forward.Chain.Card;
        public Tensor Input => field ??= pairs.Gather(forward.InputOf(layer.Card.Index));
        public Tensor Output => field ??= pairs.Gather(forward.OutputOf(layer.Card.Index));
        public Tensor? Weight => layer.Weight;
        public Tensor? PositiveWeight => layer.PositiveWeight;
        public Tensor? Bias => layer.Bias;
        public Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => layer.Forward(input, weight, bias);
        public Tensor PerImage(Func<Tensor, Tensor, Tensor> compute) =>
            pairs.Gather(compute(forward.InputOf(layer.Card.Index), forward.OutputOf(layer.Card.Index)));
        public Tensor Vjp(Tensor upstream, Tensor? weight = null) => forward.Vjp(layer.Card.Index, pairs, upstream, weight);
    }
}

/// <summary>A backward rule returned something that cannot flow on.</summary>
public sealed class RuleException(string message) : Exception(message);
