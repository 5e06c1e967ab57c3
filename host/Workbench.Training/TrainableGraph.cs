using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Workbench.Training;

/// <summary>
/// A network of any family of convolutions for training. Its layers are those of the host's graph. A convolution without batch
/// normalisation gets one for the time of training, except the one that computes the classes; <see cref="ToPlainWeights"/> folds it.
/// </summary>
public sealed class TrainableGraph : TrainableNetwork
{
    // Logits that are averages of ReLUs begin near 0, cannot be negative, and must grow large where an object is small.
    private const double RectifiedOffset = 4, RectifiedGain = 10;

    private readonly Network _network;
    private readonly List<TrainedLayer?> _layers;
    private readonly int _lastWeight, _lastRelu;
    private double _gain = 1;
    private bool _linear;

    /// <summary>Begins with the given weights.</summary>
    /// <param name="initial">Float32 tensors by torchvision's names; they are copied.</param>
    /// <exception cref="WeightsException">They are those of no known network.</exception>
    /// <exception cref="NotSupportedException">A layer cannot be trained.</exception>
    public TrainableGraph(IReadOnlyDictionary<string, Tensor> initial)
    {
        var form = ModelVariant.Torchvision with { BatchNorm = BatchNormUse.Kept };
        _network = NetworkFamilies.Build("being trained", initial, form);
        var layers = _network.Layers.Select(layer => layer.Info).ToList();
        _lastWeight = layers.FindLastIndex(layer => layer.HasWeight);
        _lastRelu = layers.FindIndex(_lastWeight + 1, layer => layer.Kind == LayerKind.ReLU);
        var normalised = layers.Where(layer => layer.Kind == LayerKind.BatchNorm2d).SelectMany(layer => layer.Inputs).ToHashSet();
        _layers = [.. _network.Layers.Select(layer => CreateLayer(
            layer, bare: layer.Info.Index == _lastWeight || normalised.Contains(layer.Info.Index)))];
    }

    /// <inheritdoc/>
    public override double LogitOffset => IsRectified ? RectifiedOffset : 0;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> DecayedParameters => Trained.Select(layer => layer.Weight).OfType<Parameter>();

    /// <inheritdoc/>
    public override IEnumerable<Parameter> UndecayedParameters => Trained
        .SelectMany(layer => new[] { layer.Bias, layer.Normalisation?.Scale, layer.Normalisation?.Shift })
        .OfType<Parameter>();

    // Whether the classes pass through a ReLU, as in SqueezeNet.
    private bool IsRectified => _lastRelu >= 0 && !_linear;

    private IEnumerable<TrainedLayer> Trained => _layers.OfType<TrainedLayer>();

    /// <inheritdoc/>
    public override void Begin(TrainingStage stage, TrainingPlan plan)
    {
        _linear = stage.Linear;
        var gain = IsRectified ? RectifiedGain : 1;
        _layers[_lastWeight]!.Scale(_gain / gain);   // the logits stay; the steps of the optimiser become larger by the gain
        _gain = gain;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor images, bool training)
    {
        var values = new Tensor[_layers.Count];
        foreach (var (i, layer) in _network.Layers.Index())
        {
            Tensor[] inputs = [.. layer.Info.Inputs.Select(at => at == LayerInfo.ModelInput ? images : values[at])];
            values[i] = i == _lastRelu && !IsRectified ? inputs[0]
                : _layers[i]?.Forward(inputs[0], training) ?? layer.Operator.Forward(inputs, layer.Parameters);
        }
        return values[^1] * _gain;
    }

    /// <summary>Normalisations that torchvision's network does not have are folded into the convolutions.</summary>
    /// <inheritdoc/>
    public override Dictionary<string, Tensor> ToPlainWeights()
    {
        using var none = no_grad();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using var scope = NewDisposeScope();
        foreach (var layer in Trained)
            foreach (var (name, tensor) in layer.ToTensors(layer == _layers[_lastWeight] ? _gain : 1))
                tensors[name] = tensor.MoveToOuterDisposeScope();
        return tensors;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var layer in Trained) layer.Dispose();
    }

    private TrainedLayer? CreateLayer(NetworkLayer layer, bool bare)
    {
        if (layer.Weight is not { } weight) return null;
        Parameter Copy(Tensor tensor) => new(tensor.detach().clone());
        return layer.Operator switch
        {
            Convolution { Window: var window } when IsPlain(window) && weight.shape[1] == InputChannels(layer.Info) =>
                new TrainedLayer(layer.Info.Name, window)
                {
                    Weight = Copy(weight),
                    Bias = bare && layer.Bias is { } bias ? Copy(bias) : null,
                    Normalisation = bare ? null : new Normalisation(weight.shape[0]),
                },
            BatchNormalization => new TrainedLayer(layer.Info.Name, null) { Normalisation = new Normalisation(weight.shape[0]) },
            FullyConnected => new TrainedLayer(layer.Info.Name, null)
            {
                Weight = Copy(weight),
                Bias = layer.Bias is { } bias ? Copy(bias) : null,
            },
            _ => throw new NotSupportedException(
                $"The layer {layer.Info.Name} cannot be trained: {layer.Info.Kind}, or its windows or groups."),
        };
    }

    private long InputChannels(LayerInfo layer) =>
        layer.Inputs[0] == LayerInfo.ModelInput ? 3 : _network.Layers[layer.Inputs[0]].Info.Channels;

    private static bool IsPlain(Window window) =>
        window.Kernel.Rows == window.Kernel.Columns && window.Stride.Rows == window.Stride.Columns
        && window.Padding.Rows == window.Padding.Columns && window.Dilation is (1, 1);
}
