using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// One forward pass of a batch of images, layer by layer. It keeps the outputs that the plan reads and frees every other output once the
/// next layer has run. The pass of a randomised state starts from another pass and shares the layers below the first redrawn one.
/// </summary>
public sealed class ForwardPass : IDisposable
{
    private readonly Tensor?[] _outputs;
    private readonly Tensor?[] _winners;
    private readonly long[][] _shapes;
    private readonly int _first;

    private ForwardPass(Chain chain, Tensor input, int first)
    {
        (Chain, Input, _first) = (chain, input, first);
        _outputs = new Tensor?[chain.Layers.Count];
        _winners = new Tensor?[chain.Layers.Count];
        _shapes = new long[chain.Layers.Count][];
    }

    /// <summary>The model, in the state that was run.</summary>
    public Chain Chain { get; }

    /// <summary>The normalised images, [B,3,H,W].</summary>
    public Tensor Input { get; }

    public int Images => (int)Input.shape[0];

    /// <summary>[B,classes], before softmax.</summary>
    public Tensor Logits => _outputs[^1]!;

    /// <summary>Runs the chain.</summary>
    /// <param name="chain">The model.</param>
    /// <param name="input">[B,3,H,W], on the model's device.</param>
    /// <param name="keep">Whether the output of the layer with this index is read later.</param>
    public static ForwardPass Run(Chain chain, Tensor input, Func<int, bool> keep) =>
        new ForwardPass(chain, input, 0).Continue(input, keep);

    /// <summary>Runs a state of the model from its lowest redrawn layer up, on top of another pass.</summary>
    /// <param name="chain">The state.</param>
    /// <param name="below">A pass that kept the output of the layer below. It has to outlive this pass.</param>
    /// <param name="from">Index of the lowest layer that differs.</param>
    /// <param name="keep">Whether the output of the layer with this index is read later.</param>
    public static ForwardPass RunFrom(Chain chain, ForwardPass below, int from, Func<int, bool> keep)
    {
        var pass = new ForwardPass(chain, below.Input, from);
        for (var i = 0; i < from; i++)
            (pass._outputs[i], pass._winners[i], pass._shapes[i]) = (below._outputs[i], below._winners[i], below._shapes[i]);
        return pass.Continue(below.InputOf(from), keep);
    }

    private ForwardPass Continue(Tensor signal, Func<int, bool> keep)
    {
        try
        {
            Forward(signal, keep);
            return this;
        }
        catch
        {
            Dispose();   // the caller may be out of memory
            throw;
        }
    }

    private void Forward(Tensor signal, Func<int, bool> keep)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        for (var i = _first; i < Chain.Layers.Count; i++)
        {
            var (output, winners) = Chain.Layers[i].ForwardWithWinners(signal);
            (_outputs[i], _winners[i], _shapes[i]) = (output.DetachFromDisposeScope(), winners?.DetachFromDisposeScope(), signal.shape);
            if (i > _first && !keep(i - 1)) Free(i - 1);
            signal = output;
        }
    }

    private void Free(int layer)
    {
        _outputs[layer]!.Dispose();
        _outputs[layer] = null;
    }

    /// <summary>Output of a layer, by image.</summary>
    /// <exception cref="NotPlannedException">The plan did not keep it.</exception>
    public Tensor OutputOf(int layer) => _outputs[layer]
        ?? throw new NotPlannedException(
            $"The output of layer {Chain.Architecture.Layers[layer]} was not kept: a method or rule reads a layer that its plan does not "
            + $"name."
        );

    /// <summary>Input of a layer, by image.</summary>
    /// <exception cref="NotPlannedException">The plan did not keep it.</exception>
    public Tensor InputOf(int layer) => layer == 0 ? Input : OutputOf(layer - 1);

    /// <summary>The vector–Jacobian product of a layer for pairs.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="pairs">Rows of <paramref name="upstream"/>.</param>
    /// <param name="upstream">The signal at the layer's output, by pair.</param>
    /// <param name="weight">A weight to use instead of the layer's own, or null.</param>
    public Tensor Vjp(int layer, TargetPairs pairs, Tensor upstream, Tensor? weight = null)
    {
        var link = Chain.Layers[layer];
        var output = link.VjpReadsOutput ? pairs.Gather(OutputOf(layer)) : null;
        var winners = _winners[layer] is { } indices ? pairs.Gather(indices) : null;
        return link.Vjp(upstream, weight ?? link.Weight, _shapes[layer], output, winners);
    }

    /// <summary>Frees the tensors that this pass computed, not those shared with the pass below.</summary>
    public void Dispose()
    {
        for (var i = _first; i < _outputs.Length; i++)
        {
            _outputs[i]?.Dispose();
            _winners[i]?.Dispose();
        }
    }
}
