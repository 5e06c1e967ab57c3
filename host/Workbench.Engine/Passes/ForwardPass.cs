using Workbench.Engine.Model;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes;

/// <summary>
/// One forward pass of a batch of images, layer by layer. It keeps the outputs that the plan reads and frees every other output once the
/// last layer that reads it has run. The pass of a randomised state starts from another pass and shares the layers below the first redrawn
/// one.
/// </summary>
public sealed class ForwardPass : IDisposable
{
    private readonly Tensor?[] _outputs;
    private readonly Tensor?[] _winners;
    private readonly long[][][] _shapes;   // of each layer's inputs
    private readonly int _first;

    private ForwardPass(Network network, Tensor input, int first)
    {
        (Network, Input, _first) = (network, input, first);
        _outputs = new Tensor?[network.Layers.Count];
        _winners = new Tensor?[network.Layers.Count];
        _shapes = new long[network.Layers.Count][][];
    }

    /// <summary>The model, in the state that was run.</summary>
    public Network Network { get; }

    /// <summary>The normalised images, [B,3,H,W].</summary>
    public Tensor Input { get; }

    public int Images => (int)Input.shape[0];

    /// <summary>[B,classes], before softmax.</summary>
    public Tensor Logits => _outputs[^1]!;

    /// <summary>Runs the network.</summary>
    /// <param name="network">The model.</param>
    /// <param name="input">[B,3,H,W], on the model's device.</param>
    /// <param name="keep">Whether the output of the layer with this index is read later.</param>
    public static ForwardPass Run(Network network, Tensor input, Func<int, bool> keep) =>
        new ForwardPass(network, input, 0).Continue(keep);

    /// <summary>Runs a state of the model from its lowest redrawn layer up, on top of another pass.</summary>
    /// <param name="network">The state.</param>
    /// <param name="below">
    /// A pass that kept the outputs that layers from <paramref name="from"/> up read (<see cref="Architecture.IsReadFrom"/>). It has to
    /// outlive this pass.
    /// </param>
    /// <param name="from">Index of the lowest layer that differs.</param>
    /// <param name="keep">Whether the output of the layer with this index is read later.</param>
    public static ForwardPass RunFrom(Network network, ForwardPass below, int from, Func<int, bool> keep)
    {
        var pass = new ForwardPass(network, below.Input, from);
        for (var i = 0; i < from; i++)
            (pass._outputs[i], pass._winners[i], pass._shapes[i]) = (below._outputs[i], below._winners[i], below._shapes[i]);
        return pass.Continue(keep);
    }

    private ForwardPass Continue(Func<int, bool> keep)
    {
        try
        {
            Forward(keep);
            return this;
        }
        catch
        {
            Dispose();   // the caller may be out of memory
            throw;
        }
    }

    private void Forward(Func<int, bool> keep)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var architecture = Network.Architecture;
        for (var i = _first; i < Network.Layers.Count; i++)
        {
            var layer = Network.Layers[i];
            Tensor[] inputs = [.. layer.Info.Inputs.Select(ValueOf)];
            var (output, winners) = IndexOfFreeInput(layer, keep) is var free and >= 0
                ? (layer.ForwardInto(free, inputs), null)
                : layer.ForwardWithWinners(inputs);
            (_outputs[i], _winners[i]) = (output.DetachFromDisposeScope(), winners?.DetachFromDisposeScope());
            _shapes[i] = [.. inputs.Select(input => input.shape)];
            foreach (var input in layer.Info.Inputs.Distinct())
                if (input >= _first && architecture.LastReader(input) == i && !keep(input)) Free(input);
        }
    }

    // The position of an input whose memory can take the output, as this layer alone reads it; else -1.
    private int IndexOfFreeInput(NetworkLayer layer, Func<int, bool> keep) => layer.Info.Inputs.Index()
        .Where(input =>
            layer.Operator.CanWriteInto(input.Index) && input.Item >= _first && !keep(input.Item)
            && Network.Layers[input.Item].Operator.OwnsOutput && Network.Architecture.Readers(input.Item) == 1)
        .Select(input => input.Index)
        .DefaultIfEmpty(-1)
        .First();

    private void Free(int layer)
    {
        _outputs[layer]!.Dispose();
        _outputs[layer] = null;
    }

    /// <summary>Output of a layer, by image.</summary>
    /// <exception cref="NotPlannedException">The plan did not keep it.</exception>
    public Tensor OutputOf(int layer) => _outputs[layer]
        ?? throw new NotPlannedException(
            $"The output of layer {Network.Architecture.Layers[layer]} was not kept: a method or rule reads a layer that its plan does not "
            + $"name."
        );

    /// <summary>Output of a layer, or the images for <see cref="LayerInfo.ModelInput"/>.</summary>
    /// <exception cref="NotPlannedException">The plan did not keep it.</exception>
    public Tensor ValueOf(int layer) => layer == LayerInfo.ModelInput ? Input : OutputOf(layer);

    /// <summary>First input of a layer, by image.</summary>
    /// <exception cref="NotPlannedException">The plan did not keep it.</exception>
    public Tensor InputOf(int layer) => ValueOf(Network.Layers[layer].Info.Inputs[0]);

    /// <summary>Shape of an input of a layer. Its first entry is the number of images.</summary>
    public long[] InputShapeOf(int layer, int input) => _shapes[layer][input];

    /// <summary>The vector–Jacobian product of a layer for pairs.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="input">Position among its inputs, from 0.</param>
    /// <param name="pairs">Rows of <paramref name="upstream"/>.</param>
    /// <param name="upstream">The signal at the layer's output, by pair.</param>
    /// <param name="weight">A weight to use instead of the layer's own, or null.</param>
    public Tensor Vjp(int layer, int input, TargetPairs pairs, Tensor upstream, Tensor? weight = null)
    {
        var node = Network.Layers[layer];
        var reads = node.Operator.Reads;
        var point = new VjpPoint(
            _shapes[layer],
            reads.HasFlag(VjpReads.Inputs) ? [.. node.Info.Inputs.Select(value => pairs.Gather(ValueOf(value)))] : [],
            reads.HasFlag(VjpReads.Output) ? pairs.Gather(OutputOf(layer)) : null,
            _winners[layer] is { } winners ? pairs.Gather(winners) : null);
        return node.Vjp(input, upstream, point, weight);
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
