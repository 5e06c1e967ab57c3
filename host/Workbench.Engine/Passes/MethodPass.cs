using Workbench.Data;
using Workbench.Engine.Passes.Sharing;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>Gives one method the tensors of a sweep that its plan names. They still belong to the host.</summary>
/// <param name="planned">The method.</param>
/// <param name="sweep">The sweep, with the watched tensors.</param>
/// <param name="samples">Ids of the images.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="clock">Measures the method's calls, or null.</param>
internal sealed class MethodPass(PlannedMethod planned, SharedSweep sweep, IReadOnlyList<string> samples, ulong seed, PluginClock? clock)
    : IPass,
        IDisposable
{
    private readonly MethodInstance _method = planned.Method;
    private readonly Model.Network _network = sweep.Forward.Network;
    private readonly LentTensors _ofForward = new(sweep.ForwardTensors), _ofSweep = new(sweep.SweepTensors);

    public IArchitecture Model => _network.Architecture;
    public Tensor Input => Gather(SharedSweep.InputKey, "the input");
    public Tensor Logits => Gather(SharedSweep.LogitsKey, "the logits");
    public Tensor Images => _ofForward.Share(sweep.Forward.Input, "the images");
    public int Height => (int)sweep.Forward.Input.shape[2];
    public int Width => (int)sweep.Forward.Input.shape[3];
    public IReadOnlyList<(int Image, int Target)> Rows { get; } = [.. sweep.Pairs.Rows];
    public IReadOnlyList<int> Targets { get; } = [.. sweep.Pairs.Rows.Select(pair => pair.Target)];

    public Tensor Activation(LayerRef layer)
    {
        var info = Model[layer];
        if (!planned.Activations.Contains(info.Index)) throw CreateNotPlannedException($"the activation of {info}", nameof(Tap.Activation));
        return Gather(info.Index, $"the activation of {layer}");
    }

    public Tensor Gradient(LayerRef layer)
    {
        var info = Model[layer];
        if (!planned.Gradients.Contains(info.Index)) throw CreateNotPlannedException($"the gradient at {info}", nameof(Tap.Gradient));
        return _ofSweep.Share(
            sweep.Signals.GradientOf(info.Index),
            $"the gradient at {layer}",
            watched: sweep.IsWatched(method => method.Gradients.Contains(info.Index)));
    }

    public Tensor InputGradient => planned.InputGradient
        ? _ofSweep.Share(sweep.Signals.InputGradient, "the input gradient", watched: sweep.IsWatched(method => method.InputGradient))
        : throw CreateNotPlannedException("the input gradient", nameof(PassRequest.InputGradient));

    public Tensor? Bias(LayerRef layer) =>
        _network.Layers[Model[layer].Index].Bias is { } bias ? _ofSweep.Copy(bias, $"the bias of {layer}") : null;

    public Generator Rng(int row)
    {
        var (image, target) = sweep.Pairs.Rows[row];
        return new Generator(
            Seeds.Derive(seed, _method.BaseNameOn(_network.Architecture), samples[image], target.ToString()),
            sweep.Forward.Input.device);
    }

    public Generator ImageRng(int image) =>
        new(Seeds.Derive(seed, _method.BaseNameOn(_network.Architecture), samples[image]), sweep.Forward.Input.device);

    public IModelQuestions Ask => planned.Questions > 0
        ? field ??= new ModelQuestions(_network, batch: Math.Max(8, sweep.Forward.Images), () => clock?.Restart(_method))
        : throw CreateNotPlannedException("the model's answers to other inputs", nameof(PassRequest.Questions));

    /// <summary>Checks that no tensor was disposed, reshaped or replaced. Their numbers are checked by the shared tensors.</summary>
    /// <exception cref="PluginFaultException">The method changed a tensor.</exception>
    public void Check()
    {
        _ofForward.Check();
        _ofSweep.Check();
    }

    public void Dispose()
    {
        _ofForward.Dispose();
        _ofSweep.Dispose();
    }

    // By pair. A view of the tensor by image where possible, which methods of other sweeps read too; else a copy for this sweep's methods.
    private Tensor Gather(int key, string what)
    {
        var (tensor, ofImage) = sweep.Gather(key);
        return ofImage is null
            ? _ofSweep.Share(tensor, what, watched: sweep.IsWatched(method => key < 0 || method.Activations.Contains(key)))
            : _ofForward.Share(tensor, what, holder: ofImage);
    }

    private NotPlannedException CreateNotPlannedException(string what, string flag) =>
        new($"{_method.Name} read {what}, but its Plan did not ask for it ({flag}).");
}
