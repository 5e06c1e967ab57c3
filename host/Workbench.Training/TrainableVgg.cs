using TorchSharp.Modules;
using Workbench.Engine.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>
/// A VGG-16 while it is being trained: each convolution is followed by batch normalisation, and the first fully connected layer is tied,
/// that is, weighs all 49 positions alike. <see cref="Plain"/> turns it into torchvision's plain layers, which compute the same logits.
/// </summary>
public sealed class TrainableVgg : IDisposable
{
    private const double Epsilon = 1e-5;
    private const int Positions = VggShape.PoolSide * VggShape.PoolSide;
    private readonly List<Block> _blocks = [];
    private readonly List<(Parameter Weight, Parameter Bias)> _connections = [];
    private readonly (Parameter Weight, Parameter Bias) _cells;
    private readonly Generator _dropping;

    /// <summary>Draws all weights from one seed (He's normal initialisation), with the first fully connected layer tied.</summary>
    /// <param name="shape">Widths, hidden units and classes.</param>
    /// <param name="seed">Seed of the weights and of the dropout masks.</param>
    public TrainableVgg(VggShape shape, ulong seed)
    {
        Shape = shape;
        _dropping = new Generator(seed + 1);
        using var generator = new Generator(seed);
        foreach (var (index, inputs, outputs) in shape.Convolutions())
            _blocks.Add(new Block(index, Drawn([outputs, inputs, 3, 3], 9 * inputs, generator), new Parameter(ones(outputs)), new Parameter(zeros(outputs)), zeros(outputs), ones(outputs)));
        foreach (var (index, inputs, outputs) in shape.Connections())
        {
            var tied = index == 0 ? shape.Widths[^1] : inputs;
            _connections.Add((Drawn([outputs, tied], tied, generator), new Parameter(zeros(outputs))));
        }
        _cells = (Drawn([shape.Classes + 1, shape.Widths[^1]], shape.Widths[^1], generator), new Parameter(zeros(shape.Classes + 1)));
    }

    /// <summary>The sizes.</summary>
    public VggShape Shape { get; }

    /// <summary>Share of hidden units dropped while training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Weights that decay: those of convolutions and fully connected layers.</summary>
    public IEnumerable<Parameter> Decaying => [.. _blocks.Select(block => block.Weight), .. _connections.Select(connection => connection.Weight), _cells.Weight];

    /// <summary>Biases, and the scales and shifts of the normalisation.</summary>
    public IEnumerable<Parameter> Free => [.. _blocks.SelectMany(block => new[] { block.Scale, block.Shift }), .. _connections.Select(connection => connection.Bias), _cells.Bias];

    /// <summary>Logits [B, classes] of normalised images [B, 3, H, W].</summary>
    /// <param name="images">Float32 images.</param>
    /// <param name="training">Whether to normalise by the batch's statistics and to drop units.</param>
    public Tensor Forward(Tensor images, bool training) => Classify(LastBlock(images, training), training);

    /// <summary>Output of the last ReLU (<c>features.29</c>), [B, C, H/16, W/16].</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor LastBlock(Tensor images, bool training)
    {
        var signal = images;
        foreach (var block in _blocks)
        {
            signal = SafeConvolution.Trainable(signal, block.Weight, padding: 1);
            signal = functional.batch_norm(signal, block.Mean, block.Variance, block.Scale, block.Shift, training, 0.1, Epsilon).relu();
            if (block != _blocks[^1] && VggShape.EndsBlock(block.Index)) signal = functional.max_pool2d(signal, 2);
        }
        return signal;
    }

    /// <summary>Logits [B, classes] from the output of the last ReLU.</summary>
    /// <param name="lastBlock">What <see cref="LastBlock"/> returned.</param>
    /// <param name="training">Whether to drop units.</param>
    public Tensor Classify(Tensor lastBlock, bool training)
    {
        var signal = functional.adaptive_avg_pool2d(functional.max_pool2d(lastBlock, 2), [VggShape.PoolSide, VggShape.PoolSide]);
        signal = signal.mean([2, 3]);   // what a layer sees that weighs all 49 positions alike
        foreach (var (weight, bias) in _connections)
        {
            signal = functional.linear(signal, weight, bias);
            if (bias.NumberOfElements == Shape.Classes) return signal;
            signal = signal.relu();
            if (training) signal = signal * Mask(signal);
        }
        return signal;
    }

    /// <summary>Logits of the classes and of the ground, [B·H·W, classes + 1], for each cell of the last block: an extra head that only training uses.</summary>
    /// <param name="lastBlock">What <see cref="LastBlock"/> returned.</param>
    public Tensor Cells(Tensor lastBlock) => functional.linear(lastBlock.permute(0, 2, 3, 1).flatten(0, 2), _cells.Weight, _cells.Bias);

    /// <summary>The same network without normalisation, by torchvision's names: float32 weights and biases that the caller owns.</summary>
    public Dictionary<string, Tensor> Plain()
    {
        using var noGrad = no_grad();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var block in _blocks)
        {
            using var scope = NewDisposeScope();
            var gain = block.Scale / (block.Variance + Epsilon).sqrt();
            tensors[$"features.{block.Index}.weight"] = (block.Weight * gain.view(-1, 1, 1, 1)).MoveToOuterDisposeScope();
            tensors[$"features.{block.Index}.bias"] = (block.Shift - block.Mean * gain).MoveToOuterDisposeScope();
        }
        foreach (var ((index, _, _), (weight, bias)) in Shape.Connections().Zip(_connections))
        {
            tensors[$"classifier.{index}.weight"] = index == 0 ? Spread(weight / Positions) : weight.detach().clone();
            tensors[$"classifier.{index}.bias"] = bias.detach().clone();
        }
        return tensors;
    }

    /// <summary>Frees the parameters.</summary>
    public void Dispose()
    {
        foreach (var tensor in _blocks.SelectMany(block => new[] { block.Weight, block.Scale, block.Shift, block.Mean, block.Variance })) tensor.Dispose();
        foreach (var (weight, bias) in _connections.Append(_cells))
        {
            weight.Dispose();
            bias.Dispose();
        }
        _dropping.Dispose();
    }

    private static Tensor Spread(Tensor weight)
    {
        using var noGrad = no_grad();
        return weight.detach().unsqueeze(-1).expand(-1, -1, Positions).flatten(1).clone();
    }

    private static Parameter Drawn(long[] size, int fan, Generator generator) => new(randn(size, generator: generator) * Math.Sqrt(2.0 / fan));

    private Tensor Mask(Tensor signal) => rand(signal.shape, generator: _dropping).ge(Dropout).to(ScalarType.Float32) / (1 - Dropout);

    private sealed record Block(int Index, Parameter Weight, Parameter Scale, Parameter Shift, Tensor Mean, Tensor Variance);
}
