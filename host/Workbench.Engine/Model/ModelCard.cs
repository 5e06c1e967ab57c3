using Workbench.Data;

namespace Workbench.Engine.Model;

/// <summary>The chain's layers by name and alias.</summary>
/// <param name="layers">From the input up.</param>
/// <param name="classes">Number of logits.</param>
/// <param name="headSide">Side of the features that the first fully connected layer takes.</param>
/// <param name="form">How the model is put together.</param>
public sealed class ModelCard(IReadOnlyList<LayerCard> layers, int classes, int headSide, ModelForm form) : IModelCard
{
    private readonly Dictionary<string, LayerCard> _byName = layers
        .SelectMany(layer => layer.Alias is null ? [(layer.Name, layer)] : new[] { (layer.Name, layer), (layer.Alias, layer) })
        .ToDictionary(pair => pair.Item1, pair => pair.layer, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<LayerCard> Layers { get; } = layers;

    /// <inheritdoc/>
    public int Classes { get; } = classes;

    /// <inheritdoc/>
    public required IReadOnlyList<InputRange> InputRanges { get; init; }

    /// <summary>How the model is put together.</summary>
    public ModelForm Form { get; } = form;

    /// <summary>Side of the features that the first fully connected layer takes: 7 for VGG-16.</summary>
    public int HeadSide { get; } = headSide;

    /// <summary>Side of the square input that gives the head its own size, pixels: 224 for VGG-16. Other sizes pass through the adaptive pool, or give a convolutional head several positions.</summary>
    public int InputSize => HeadSide << Pools;

    /// <summary>The least side of an input, pixels: every pool has something to pool, and a convolutional head one position.</summary>
    public int LeastInput =>
        Form.Head == HeadForm.Pooled ? 1 << Pools
        : Form.Pools == PoolEdge.Ceil ? (HeadSide - 1 << Pools) + 1
        : HeadSide << Pools;

    /// <summary>Why an input of that size cannot go through the model, a clause; null where it can.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public string? TooSmall(int width, int height) => width >= LeastInput && height >= LeastInput
        ? null
        : $"is {width}×{height} as the model's input, and its {(Form.Head == HeadForm.Pooled ? "pools need" : "convolutional head needs")} {LeastInput}×{LeastInput} or more";

    private int Pools => Layers.Count(layer => layer.Kind == LayerKind.MaxPool2d);

    /// <summary>The layer of that name or alias, or null.</summary>
    public LayerCard? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public LayerCard this[LayerRef layer] => _byName.TryGetValue(layer.Name ?? "", out var card)
        ? card
        : throw new UnknownLayerException($"The model has no layer '{layer.Name}'{NearestName.Hint(layer.Name ?? "", _byName.Keys)}");

    /// <summary>Indices of the layers whose output a sweep reads: inputs and outputs of those a rule takes over, and each ReLU that a signal passes.</summary>
    /// <param name="rule">The sweep's rule, or null for the gradient.</param>
    /// <param name="lowest">Index of the lowest layer whose output the signal reaches; −1 for the input.</param>
    public IReadOnlySet<int> KeptFor(BackwardRule? rule, int lowest)
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

    /// <summary>Widths as a reader recognises them: channels of the convolutions by block, then the fully connected layers.</summary>
    public override string ToString()
    {
        var convolutions = Layers.Where(l => l.Kind == LayerKind.Conv2d).Select(l => l.Channels);
        var linear = Layers.Where(l => l.Kind == LayerKind.Linear).Select(l => l.Channels);
        return $"VGG-{convolutions.Count() + linear.Count()}, convolutions {string.Join('-', convolutions)}, fully connected {string.Join('-', linear)}";
    }
}
