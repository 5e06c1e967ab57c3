using TorchSharp.Modules;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>
/// A VGG-16 for training. Each convolution is followed by batch normalisation. The first fully connected layer is tied until
/// <see cref="Untie"/>: it has the same weights for all 49 positions. <see cref="ToPlainWeights"/> converts the network to torchvision's
/// plain layers, which compute the same logits.
/// </summary>
public sealed class TrainableVgg : TrainableNetwork
{
    private const int Positions = VggShape.PoolSide * VggShape.PoolSide;
    private readonly List<Block> _blocks = [];
    private readonly List<(Parameter Weight, Parameter Bias)> _connections = [];
    private readonly Generator _untying;

    /// <summary>Draws all weights from one seed (He's normal initialisation), with the first fully connected layer tied.</summary>
    /// <param name="shape">Widths, hidden units and classes.</param>
    /// <param name="seed">Seed of the weights and of the noise of <see cref="Untie"/>.</param>
    public TrainableVgg(VggShape shape, ulong seed)
    {
        Shape = shape;
        _untying = new Generator(seed + 1);
        using var generator = new Generator(seed);
        foreach (var (index, inputs, outputs) in shape.Convolutions())
        {
            var weight = CreateRandomParameter([outputs, inputs, 3, 3], 9 * inputs, generator);
            _blocks.Add(new Block(index, weight, new Normalisation(outputs)));
        }
        foreach (var (index, inputs, outputs) in shape.Connections())
        {
            var tied = index == 0 ? shape.Widths[^1] : inputs;
            _connections.Add((CreateRandomParameter([outputs, tied], tied, generator), new Parameter(zeros(outputs))));
        }
    }

    public VggShape Shape { get; }

    /// <summary>Whether the first fully connected layer has the same weights for all positions.</summary>
    public bool IsTied => _connections[0].Weight.shape[1] == Shape.Widths[^1];

    /// <summary>Number of leading convolutions whose weights and normalisation are frozen.</summary>
    public int Frozen { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<Parameter> DecayedParameters =>
        _blocks[Frozen..].Select(block => block.Weight).Concat(_connections.Select(layer => layer.Weight));

    /// <inheritdoc/>
    public override IEnumerable<Parameter> UndecayedParameters =>
        _blocks[Frozen..]
            .SelectMany(block => new[] { block.Normalisation.Scale, block.Normalisation.Shift })
            .Concat(_connections.Select(layer => layer.Bias));

    /// <summary>Unties the first fully connected layer and freezes convolutions, if the stage asks for it.</summary>
    /// <inheritdoc/>
    public override void Begin(TrainingStage stage, TrainingPlan plan)
    {
        if (!stage.Tied) Untie(plan.Noise);
        Frozen = Math.Max(Frozen, stage.Frozen);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor images, bool training) => Classify(LastBlock(images, training));

    /// <summary>
    /// Gives the first fully connected layer its own weight for each position, initialised with the tied weight plus noise. A second call
    /// does nothing. Afterwards the network takes only 224×224 images.
    /// </summary>
    /// <param name="noise">Deviation of the noise, as a share of the tied weights' root mean square.</param>
    public void Untie(double noise)
    {
        if (!IsTied) return;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (weight, bias) = _connections[0];
        var spread = ExpandTiedWeight(weight);
        spread += randn(spread.shape, generator: _untying) * (noise * weight.square().mean().sqrt());
        _connections[0] = (new Parameter(spread.MoveToOuterDisposeScope()), bias);
        weight.Dispose();
    }

    /// <summary>Copies the first convolutions from trained weights and freezes them.</summary>
    /// <param name="weights">Weights by torchvision's names.</param>
    /// <param name="convolutions">Number of convolutions.</param>
    /// <exception cref="WeightsException">A convolution is missing or has other channels.</exception>
    public void CopyAndFreeze(IReadOnlyDictionary<string, Tensor> weights, int convolutions)
    {
        using var noGrad = no_grad();
        foreach (var block in _blocks[..convolutions])
        {
            var name = $"features.{block.Index}";
            var shape = block.Weight.shape;
            if (!weights.TryGetValue($"{name}.weight", out var weight) || !weight.shape.SequenceEqual(shape))
                throw new WeightsException($"The weights do not fit: {name}.weight must be [{string.Join(", ", shape)}].");
            block.Weight.copy_(weight);
            block.Normalisation.SetFolded(weights[$"{name}.bias"]);
        }
        Frozen = convolutions;
    }

    private Tensor LastBlock(Tensor images, bool training)
    {
        var signal = images;
        using (no_grad())
            foreach (var block in _blocks[..Frozen]) signal = Pool(block, block.ApplyFolded(signal).relu_());
        foreach (var block in _blocks[Frozen..])
        {
            signal = PaddedConvolution.DifferentiableConvolution(signal, block.Weight, padding: 1);
            signal = Pool(block, block.Normalisation.Apply(signal, training).relu_());
        }
        return signal;
    }

    // The last pool belongs to the classifier.
    private Tensor Pool(Block block, Tensor signal) =>
        block != _blocks[^1] && VggShape.EndsBlock(block.Index) ? functional.max_pool2d(signal, 2) : signal;

    private Tensor Classify(Tensor lastBlock)
    {
        var pooled = functional.max_pool2d(lastBlock, 2);
        // A tied layer sees the mean over positions. Untied weights are stored 49 times larger than they act, so that Adam's step size
        // suits both.
        var signal = IsTied ? pooled.mean([2, 3]) : pooled.flatten(1) / Positions;
        foreach (var (weight, bias) in _connections[..^1]) signal = functional.linear(signal, weight, bias).relu();
        return functional.linear(signal, _connections[^1].Weight, _connections[^1].Bias);
    }

    /// <summary>The network with the normalisation folded into the convolutions.</summary>
    /// <inheritdoc/>
    public override Dictionary<string, Tensor> ToPlainWeights()
    {
        using var noGrad = no_grad();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var block in _blocks)
        {
            using var scope = NewDisposeScope();
            var (weight, bias) = block.Fold();
            tensors[$"features.{block.Index}.weight"] = weight.MoveToOuterDisposeScope();
            tensors[$"features.{block.Index}.bias"] = bias.MoveToOuterDisposeScope();
        }
        foreach (var ((index, _, _), (weight, bias)) in Shape.Connections().Zip(_connections))
        {
            tensors[$"classifier.{index}.weight"] =
                index == 0 ? (IsTied ? ExpandTiedWeight(weight) : weight) / Positions : weight.detach().clone();
            tensors[$"classifier.{index}.bias"] = bias.detach().clone();
        }
        return tensors;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var block in _blocks) block.Dispose();
        foreach (var (weight, bias) in _connections)
        {
            weight.Dispose();
            bias.Dispose();
        }
        _untying.Dispose();
    }

    private static Tensor ExpandTiedWeight(Tensor weight)
    {
        using var noGrad = no_grad();
        return weight.detach().unsqueeze(-1).expand(-1, -1, Positions).flatten(1).clone();
    }

    private static Parameter CreateRandomParameter(long[] size, int fan, Generator generator) =>
        new(randn(size, generator: generator) * Math.Sqrt(2.0 / fan));

    private sealed record Block(int Index, Parameter Weight, Normalisation Normalisation) : IDisposable
    {
        /// <summary>Kernel and bias of the convolution with the normalisation folded in.</summary>
        public (Tensor Weight, Tensor Bias) Fold() => Normalisation.Fold(Weight);

        /// <summary>Output of the normalised convolution, with the running statistics.</summary>
        public Tensor ApplyFolded(Tensor signal)
        {
            var (weight, bias) = Fold();
            return PaddedConvolution.DifferentiableConvolution(signal, weight, padding: 1) + bias.view(-1, 1, 1);
        }

        public void Dispose()
        {
            Weight.Dispose();
            Normalisation.Dispose();
        }
    }
}
