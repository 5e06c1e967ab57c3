using Workbench.Engine.Model;
using Workbench.Engine.Passes.Sharing;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// One backward sweep of a signal from the logits down the network. Each layer uses the rule if it applies there, else the vector–Jacobian
/// product. Signals of several layers that read one value are added up. Only layers above one whose signal is read are visited.
/// </summary>
public sealed class BackwardSweep : IDisposable
{
    private readonly Dictionary<int, Tensor> _gradients = [];
    private readonly Tensor? _inputGradient;

    private BackwardSweep(ForwardPass forward, TargetPairs pairs, Dictionary<int, Tensor> gradients, Tensor? inputGradient) =>
        (Forward, Pairs, _gradients, _inputGradient) = (forward, pairs, gradients, inputGradient);

    public ForwardPass Forward { get; }

    public TargetPairs Pairs { get; }

    /// <summary>Runs a sweep.</summary>
    /// <param name="forward">A pass that kept the activations that the sweep reads.</param>
    /// <param name="pairs">Images and targets.</param>
    /// <param name="rule">The rule, or null for the gradient.</param>
    /// <param name="taps">Indices of the layers at whose output the signal is read.</param>
    /// <param name="inputGradient">Whether the signal at the input is read.</param>
    /// <exception cref="RuleException">The rule returned a signal of another shape, type or device than its layer's input.</exception>
    public static BackwardSweep Run(
        ForwardPass forward,
        TargetPairs pairs,
        BackwardRule? rule,
        IReadOnlySet<int> taps,
        bool inputGradient
    ) => Run(forward, pairs, rule, taps, inputGradient, shared: null);

    /// <summary>Runs a sweep.</summary>
    /// <param name="forward">A pass that kept the activations that the sweep reads.</param>
    /// <param name="pairs">Images and targets.</param>
    /// <param name="rule">The rule, or null for the gradient.</param>
    /// <param name="taps">Indices of the layers at whose output the signal is read.</param>
    /// <param name="inputGradient">Whether the signal at the input is read.</param>
    /// <param name="shared">Watches the tensors of the pass that the rule reads; null if nothing else reads the pass.</param>
    /// <param name="stepped">Called after each layer.</param>
    /// <param name="observe">Receives each layer with the signal at its output and the signals that it sends to its inputs.</param>
    /// <exception cref="PluginFaultException">The rule changed a tensor that it was given.</exception>
    /// <exception cref="RuleException">The rule returned a signal of another shape, type or device than its layer's input.</exception>
    internal static BackwardSweep Run(
        ForwardPass forward,
        TargetPairs pairs,
        BackwardRule? rule,
        IReadOnlySet<int> taps,
        bool inputGradient,
        SharedTensors? shared,
        Action? stepped = null,
        Action<LayerInfo, Tensor, IReadOnlyList<Tensor?>>? observe = null)
    {
        using var none = no_grad();
        var (layers, swept) = (forward.Network.Layers, forward.Network.Architecture.Swept(taps, inputGradient));
        var kept = new Dictionary<int, Tensor>();
        using var open = new OpenSignals();
        Tensor? signal = null;
        try
        {
            open.Add(layers.Count - 1, Start(forward, pairs, rule), mayBeShared: false);
            for (var i = layers.Count - 1; i >= 0; i--)
            {
                if (!open.TryTake(i, out signal, out var mayBeShared)) continue;
                var info = layers[i].Info;
                if (taps.Contains(i))
                {
                    // Kept signals share no memory, so the only reader of one may write into it.
                    if (mayBeShared) signal = Clone(signal);
                    (kept[i], mayBeShared) = (signal, true);
                }
                if (swept.Passes(info))
                {
                    var ruled = rule is not null && rule.AppliesTo(info);
                    var below = ruled
                        ? Propagate(forward, pairs, rule!, i, signal, mayBeShared, shared)
                        : Products(forward, pairs, i, signal, swept);
                    observe?.Invoke(info, signal, below);
                    // Two inputs may get one tensor, as those of a sum do.
                    mayBeShared = ruled
                        ? below.Count > 1
                        : layers[i].Operator.VjpMayAlias && (mayBeShared || below.Count(one => one is not null) > 1);
                    foreach (var (input, one) in info.Inputs.Zip(below))
                        if (one is not null && swept.Reaches(input)) open.Add(input, one, mayBeShared);
                        else one?.Dispose();
                    stepped?.Invoke();
                }
                if (!kept.ContainsKey(i)) signal.Dispose();
            }
            Tensor? atInput = null;
            if (inputGradient && open.TryTake(LayerInfo.ModelInput, out atInput, out var isShared) && isShared) atInput = Clone(atInput);
            return new BackwardSweep(forward, pairs, kept, atInput);
        }
        catch
        {
            signal?.Dispose();
            foreach (var tensor in kept.Values) tensor.Dispose();
            throw;
        }
    }

    private static Tensor Start(ForwardPass forward, TargetPairs pairs, BackwardRule? rule)
    {
        using var scope = NewDisposeScope();
        var logits = forward.Logits;
        var oneHot = pairs.OneHot((int)logits.shape[1], logits.dtype, logits.device);
        if (rule is null) return oneHot.DetachFromDisposeScope();
        var start = rule.Start(pairs.Gather(logits).clone(), oneHot); // a clone, so the rule may write into it
        return Validate(rule, "at the logits", start, oneHot.shape, logits).alias().DetachFromDisposeScope();
    }

    private static Tensor Clone(Tensor signal)
    {
        using (signal) return signal.clone();
    }

    // Null for an input whose signal is not read.
    private static List<Tensor?> Products(ForwardPass forward, TargetPairs pairs, int index, Tensor upstream, SweptLayers swept)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. forward.Network.Layers[index].Info.Inputs.Select((input, position) =>
                swept.Reaches(input) ? forward.Vjp(index, position, pairs, upstream).DetachFromDisposeScope() : null),
        ];
    }

    // A rule gets a copy of a signal that is kept for methods to read, or goes to several layers.
    private static List<Tensor?> Propagate(
        ForwardPass forward,
        TargetPairs pairs,
        BackwardRule rule,
        int index,
        Tensor upstream,
        bool isShared,
        SharedTensors? shared)
    {
        using var scope = NewDisposeScope();
        using var lent = new LentTensors(shared);
        var layer = forward.Network.Layers[index];
        var signals = rule.PropagateToInputs(new LayerStep(layer, forward, pairs, lent), isShared ? upstream.clone() : upstream.detach());
        if (signals?.Count != layer.Info.Inputs.Count)
            throw new RuleException(
                $"The rule {PluginText.Line(rule.ToString())} returned {signals?.Count.ToString() ?? "null"} signals at {layer.Info}, "
                + $"which has {layer.Info.Inputs.Count} inputs.");
        // Aliases, as the rule may keep or dispose the tensors that it returned.
        List<Tensor?> below =
        [
            .. signals.Select((signal, i) =>
                Validate(
                    rule, $"at {layer.Info}", signal, [pairs.Count, .. forward.InputShapeOf(index, i)[1..]], forward.Logits).alias()),
        ];
        lent.Check();
        foreach (var signal in below) signal!.DetachFromDisposeScope();
        return below;
    }

    private static Tensor Validate(BackwardRule rule, string where, Tensor? signal, long[] shape, Tensor like)
    {
        var expected = $"[{string.Join(',', shape)}]";
        var problem = signal is null ? $"null {where}, expected {expected}"
            : signal.IsInvalid ? $"a tensor that it had disposed {where}"
            : !signal.shape.SequenceEqual(shape) ? $"[{string.Join(',', signal.shape)}] {where}, expected {expected}"
            : signal.is_sparse ? $"a sparse tensor {where}"
            : signal.dtype != like.dtype ? $"{signal.dtype} {where}, expected {like.dtype}"
            : signal.device_type != like.device_type ? $"a tensor of the device {signal.device_type} {where}"
            : null;
        if (problem is not null) throw new RuleException($"The rule {PluginText.Line(rule.ToString())} returned {problem}.");
        return signal!.requires_grad ? signal.detach() : signal;
    }

    /// <summary>Signal at the output of a layer, by pair.</summary>
    /// <exception cref="NotPlannedException">The sweep was not run with a tap at this layer.</exception>
    public Tensor GradientOf(int layer) => _gradients.TryGetValue(layer, out var gradient)
        ? gradient
        : throw new NotPlannedException(
            $"The gradient at {Forward.Network.Architecture.Layers[layer]} was not planned: "
            + "name the layer with Tap.Gradient in the method's PassRequest.");

    /// <summary>Signal at the input, by pair.</summary>
    /// <exception cref="NotPlannedException">The sweep was run without the input gradient.</exception>
    public Tensor InputGradient => _inputGradient
        ?? throw new NotPlannedException("The input gradient was not planned: set InputGradient in the method's PassRequest.");

    /// <summary>Frees the signals.</summary>
    public void Dispose()
    {
        foreach (var gradient in _gradients.Values) gradient.Dispose();
        _inputGradient?.Dispose();
    }

    private sealed class LayerStep(NetworkLayer layer, ForwardPass forward, TargetPairs pairs, LentTensors lent) : ILayerStep
    {
        public LayerInfo Layer => layer.Info;
        public IArchitecture Model => forward.Network.Architecture;
        public Tensor Input => Inputs[0];
        public IReadOnlyList<Tensor> Inputs => field ??=
            [.. layer.Info.Inputs.Select(value => ByPair(forward.ValueOf(value), $"the input of {layer.Info}"))];
        public Tensor Output => field ??= ByPair(forward.OutputOf(layer.Info.Index), $"the output of {layer.Info}");
        public Tensor? Weight => field ??= layer.Weight is { } weight ? lent.Copy(weight, $"the weight of {layer.Info}") : null;
        public Tensor? PositiveWeight =>
            field ??= layer.PositiveWeight is { } weight ? lent.Copy(weight, $"the positive weight of {layer.Info}") : null;
        public Tensor? Bias => field ??= layer.Bias is { } bias ? lent.Copy(bias, $"the bias of {layer.Info}") : null;

        // A copy is mapped back to the layer's own weight, so values that derive from the weight are computed once.
        public Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) =>
            layer.Forward(input, lent.FindOriginal(weight), lent.FindOriginal(bias));

        public Tensor Vjp(Tensor upstream, Tensor? weight = null) =>
            forward.Vjp(layer.Info.Index, 0, pairs, upstream, lent.FindOriginal(weight));

        public Tensor VjpTo(int input, Tensor upstream) => forward.Vjp(layer.Info.Index, input, pairs, upstream);

        public Tensor PerImage(Func<Tensor, Tensor, Tensor> compute) => pairs.Gather(compute(
            lent.Share(forward.InputOf(layer.Info.Index), $"the input of {layer.Info}"),
            lent.Share(forward.OutputOf(layer.Info.Index), $"the output of {layer.Info}")));

        public Tensor PerImageOfInputs(Func<IReadOnlyList<Tensor>, Tensor, Tensor> compute) => pairs.Gather(compute(
            [.. layer.Info.Inputs.Select(value => lent.Share(forward.ValueOf(value), $"the input of {layer.Info}"))],
            lent.Share(forward.OutputOf(layer.Info.Index), $"the output of {layer.Info}")));

        // For several images, a copy that only this step reads; for one, a view of a tensor that others read too.
        private Tensor ByPair(Tensor byImage, string what) =>
            pairs.GatherCopies ? lent.AddTemporary(pairs.Gather(byImage)) : lent.Share(pairs.Gather(byImage), what, holder: byImage);
    }
}

/// <summary>A backward rule returned a signal that the sweep cannot use.</summary>
public sealed class RuleException(string message) : Exception(message);
