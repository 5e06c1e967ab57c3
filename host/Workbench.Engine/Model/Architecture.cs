using Workbench.Data;

namespace Workbench.Engine.Model;

/// <summary>The layers of a chain, by name and alias, and the sizes of its input and output.</summary>
/// <param name="layers">The layers, from the input to the logits.</param>
/// <param name="classes">Number of logits.</param>
/// <param name="headSide">Side of the feature map that the first fully connected layer takes.</param>
/// <param name="form">The properties that names and shapes do not determine.</param>
public sealed class Architecture(IReadOnlyList<LayerInfo> layers, int classes, int headSide, ModelVariant form) : IArchitecture
{
    private readonly Dictionary<string, LayerInfo> _byName = layers
        .SelectMany(layer => layer.Alias is null ? [(layer.Name, layer)] : new[] { (layer.Name, layer), (layer.Alias, layer) })
        .ToDictionary(pair => pair.Item1, pair => pair.layer, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<LayerInfo> Layers { get; } = layers;

    /// <inheritdoc/>
    public int Classes { get; } = classes;

    /// <inheritdoc/>
    public required IReadOnlyList<InputRange> InputRanges { get; init; }

    /// <summary>The properties that names and shapes do not determine.</summary>
    public ModelVariant Form { get; } = form;

    /// <summary>Side of the feature map that the first fully connected layer takes: 7 for VGG-16.</summary>
    public int HeadSide { get; } = headSide;

    /// <summary>
    /// Side in pixels of the square input whose feature map has <see cref="HeadSide"/>: 224 for VGG-16. Other sizes pass through the
    /// adaptive pool, or give a convolutional head several positions.
    /// </summary>
    public int InputSize => HeadSide << Pools;

    /// <summary>Minimum side of an input in pixels: every pool has an output, and a convolutional head has at least one position.</summary>
    public int MinimumInputSize =>
        Form.Head == HeadKind.Pooled ? 1 << Pools
        : Form.Pools == PoolEdge.Ceil ? (HeadSide - 1 << Pools) + 1
        : HeadSide << Pools;

    /// <summary>Why an input is too small for the model, as a clause; null if it is large enough.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public string? SizeFault(int width, int height) => width >= MinimumInputSize && height >= MinimumInputSize
        ? null
        : $"is {width}×{height} as the model's input, but the model's "
            + $"{(Form.Head == HeadKind.Pooled ? "pools need" : "convolutional head needs")} {MinimumInputSize}×{MinimumInputSize} or more";

    private int Pools => Layers.Count(layer => layer.Kind == LayerKind.MaxPool2d);

    /// <summary>The layer with the given name or alias, or null.</summary>
    public LayerInfo? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public LayerInfo this[LayerRef layer] => _byName.TryGetValue(layer.Name ?? "", out var info)
        ? info
        : throw new UnknownLayerException($"The model has no layer '{layer.Name}'{NearestName.Hint(layer.Name ?? "", _byName.Keys)}");

    /// <summary>
    /// Indices of the layers whose output a backward sweep reads: inputs and outputs of the rule's layers, and every ReLU on the way.
    /// </summary>
    /// <param name="rule">The sweep's rule; null for the gradient.</param>
    /// <param name="lowest">Index of the lowest layer whose output the signal reaches; −1 for the input.</param>
    public IReadOnlySet<int> OutputsReadBySweep(BackwardRule? rule, int lowest)
    {
        var keep = new HashSet<int>();
        foreach (var layer in Layers.Where(layer => layer.Index > lowest))
        {
            var ruled = rule?.AppliesTo(layer) == true;
            if (ruled || layer.Kind == LayerKind.ReLU) keep.Add(layer.Index);
            if (ruled && layer.Index > 0) keep.Add(layer.Index - 1);
        }
        return keep;
    }

    /// <summary>Depth and widths: <c>VGG-16, convolutions 64-64-128-…, fully connected 4096-4096-1000</c>.</summary>
    public override string ToString()
    {
        var convolutions = Layers.Where(l => l.Kind == LayerKind.Conv2d).Select(l => l.Channels);
        var linear = Layers.Where(l => l.Kind == LayerKind.Linear).Select(l => l.Channels);
        return $"VGG-{convolutions.Count() + linear.Count()}, convolutions {string.Join('-', convolutions)}, "
            + $"fully connected {string.Join('-', linear)}";
    }
}
