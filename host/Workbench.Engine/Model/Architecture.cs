using Workbench.Data;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model;

/// <summary>The layers of a network by name and alias, which of them reads which, and their sizes for an input. It holds no
/// tensors.</summary>
/// <param name="layers">The layers in topological order, from the input to the logits.</param>
/// <param name="classes">Number of logits.</param>
/// <param name="form">The properties that names and shapes do not determine.</param>
public sealed class Architecture(IReadOnlyList<LayerInfo> layers, int classes, ModelVariant form) : IArchitecture
{
    /// <summary>
    /// Name of the layer that ends the last block, whatever the number of blocks: <c>b5</c> of VGG and ResNet, <c>b4</c> of SqueezeNet.
    /// </summary>
    public const string LastBlock = "last-block";

    private const int LargestSearched = 4096;   // pixels

    private readonly int[] _lastReader = LastReaders(layers);
    private readonly ILookup<int, int> _readers = layers.SelectMany(layer => layer.Inputs).ToLookup(input => input);
    private Dictionary<string, LayerInfo>? _byName;
    private int? _minimum;

    /// <inheritdoc/>
    public IReadOnlyList<LayerInfo> Layers { get; } = layers;

    /// <inheritdoc/>
    public int Classes { get; } = classes;

    /// <inheritdoc/>
    public required IReadOnlyList<InputRange> InputRanges { get; init; }

    /// <summary>The properties that names and shapes do not determine.</summary>
    public ModelVariant Form { get; } = form;

    /// <summary>The network's name: <c>VGG-16</c>, <c>ResNet-50</c>.</summary>
    public string Name { get; init; } = "network";

    /// <summary>Side in pixels of the square input for which the network was made: 224 for VGG-16. It may take others.</summary>
    public int InputSize { get; init; }

    /// <summary>The layers' functions, in their order.</summary>
    public IReadOnlyList<Operator> Operators { get; init; } = [];

    /// <summary>Indices of layers by further names: paths of modules, <c>last</c>.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; init; } = new Dictionary<string, int>();

    /// <summary>All names of a layer, its own first.</summary>
    public IEnumerable<string> NamesOf(LayerInfo layer) =>
        ByName.Where(pair => ReferenceEquals(pair.Value, layer)).Select(pair => pair.Key);

    private Dictionary<string, LayerInfo> ByName => _byName ??= CollectNames();

    /// <summary>Minimum side of a square input in pixels: every window has a pixel, and a convolutional head has a position.</summary>
    public int MinimumInputSize =>
        _minimum ??= Enumerable.Range(1, LargestSearched).FirstOrDefault(side => Shapes(side, side, out _) is not null, LargestSearched);

    /// <summary>The layers' output shapes for an input, without the batch: [C,H,W] or [F].</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="InvalidOperationException">The model does not take this size.</exception>
    public IReadOnlyList<long[]> Shapes(int width, int height) =>
        Shapes(width, height, out var fault) ?? throw new InvalidOperationException($"The input {fault}.");

    /// <summary>Why an input does not fit the model, as a clause; null if it does.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public string? SizeFault(int width, int height)
    {
        if (Shapes(width, height, out var fault) is not null) return null;
        var needs = width < MinimumInputSize || height < MinimumInputSize
            ? $"the model needs {MinimumInputSize}×{MinimumInputSize} or more"
            : $"the model takes {InputSize}×{InputSize}";
        return $"is {width}×{height} as the model's input, but {needs} ({fault})";
    }

    // Null with a reason, a clause, if a layer does not take what reaches it.
    private List<long[]>? Shapes(int width, int height, out string? fault)
    {
        var shapes = new List<long[]>(Layers.Count);
        long[] image = [InputRanges.Count, height, width];
        foreach (var (layer, operation) in Layers.Zip(Operators))
            try
            {
                shapes.Add(operation.OutputShape([.. layer.Inputs.Select(input => input < 0 ? image : shapes[input])]));
            }
            catch (ShapeException error)
            {
                fault = $"{layer} {error.Message}";
                return null;
            }
        fault = null;
        return shapes;
    }

    /// <summary>The layer with the given name or alias, or null.</summary>
    public LayerInfo? Find(string name) => ByName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public LayerInfo this[LayerRef layer] => ByName.TryGetValue(layer.Name ?? "", out var info)
        ? info
        : throw new UnknownLayerException($"The model has no layer '{layer.Name}'{Hint(layer.Name ?? "")}");

    // For a block, the network's blocks: every other 'bN' is equally near.
    private string Hint(string name) =>
        name is ['b', .. var number] && int.TryParse(number, out _) && ByName.ContainsKey(LastBlock)
            ? $"; its blocks are {string.Join(", ", Layers.Select(layer => layer.Alias).OfType<string>())}."
            : NearestName.Hint(name, ByName.Keys);

    /// <summary>Index of the last layer that reads a layer's output; the layer's own for the logits.</summary>
    public int LastReader(int layer) => _lastReader[layer];

    /// <summary>How often a layer's output is read. A layer that reads it twice counts twice.</summary>
    internal int Readers(int layer) => _readers[layer].Count();

    /// <summary>Whether a layer's output is read at or above another layer: a pass that begins there needs it.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="from">Index of the layer at which the pass begins.</param>
    public bool IsReadFrom(int layer, int from) => layer < from && _lastReader[layer] >= from;

    /// <summary>The layers at whose output a sweep has a signal: those that are read, and all above them.</summary>
    /// <param name="taps">Indices of the layers at whose output the signal is read.</param>
    /// <param name="input">Whether the signal at the input is read.</param>
    public SweptLayers Swept(IReadOnlySet<int> taps, bool input)
    {
        var reached = new bool[Layers.Count];
        foreach (var layer in Layers)
            reached[layer.Index] =
                taps.Contains(layer.Index) || layer.Inputs.Any(below => below < 0 ? input : reached[below]);
        return new SweptLayers(reached, input);
    }

    /// <summary>
    /// Indices of the layers whose output a backward sweep reads: inputs and outputs of the rule's layers, and what the other layers'
    /// vector–Jacobian products read.
    /// </summary>
    /// <param name="rule">The sweep's rule; null for the gradient.</param>
    /// <param name="swept">The layers at whose output the sweep has a signal.</param>
    public IReadOnlySet<int> OutputsReadBySweep(BackwardRule? rule, SweptLayers swept)
    {
        var keep = new HashSet<int>();
        foreach (var layer in Layers.Where(swept.Passes))
        {
            var ruled = rule?.AppliesTo(layer) == true;
            var reads = ruled ? VjpReads.Inputs | VjpReads.Output : Operators[layer.Index].Reads;
            if (reads.HasFlag(VjpReads.Output)) keep.Add(layer.Index);
            if (reads.HasFlag(VjpReads.Inputs)) keep.UnionWith(layer.Inputs.Where(input => input >= 0));
        }
        return keep;
    }

    /// <summary>Depth and widths: <c>VGG-16, convolutions 64-64-128-…, fully connected 4096-4096-1000</c>.</summary>
    public override string ToString()
    {
        var convolutions = Layers.Where(layer => layer.Kind == LayerKind.Conv2d).Select(layer => layer.Channels);
        var linear = Layers.Where(layer => layer.Kind == LayerKind.Linear).Select(layer => layer.Channels);
        return $"{Name}, convolutions {string.Join('-', convolutions)}"
            + (linear.Any() ? $", fully connected {string.Join('-', linear)}" : "");
    }

    private Dictionary<string, LayerInfo> CollectNames()
    {
        var names = new Dictionary<string, LayerInfo>(StringComparer.Ordinal);
        foreach (var layer in Layers) names.Add(layer.Name, layer);
        foreach (var layer in Layers)
            if (layer.Alias is { } alias) names.TryAdd(alias, layer);
        foreach (var (name, index) in Aliases) names.TryAdd(name, Layers[index]);
        if (Layers.LastOrDefault(layer => layer.Alias is not null) is { } lastBlock) names.TryAdd(LastBlock, lastBlock);
        return names;
    }

    private static int[] LastReaders(IReadOnlyList<LayerInfo> layers)
    {
        int[] last = [.. layers.Select(layer => layer.Index)];
        foreach (var layer in layers)
            foreach (var input in layer.Inputs)
                if (input >= 0) last[input] = layer.Index;
        return last;
    }
}

/// <summary>The layers at whose output a sweep has a signal.</summary>
/// <param name="reached">Whether it has one, by layer.</param>
/// <param name="input">Whether it goes down to the model's input.</param>
public sealed class SweptLayers(IReadOnlyList<bool> reached, bool input)
{
    /// <summary>Whether the sweep has a signal at an input of a layer.</summary>
    /// <param name="layer">Index of the layer that computes it; negative for the model's input.</param>
    public bool Reaches(int layer) => layer < 0 ? input : reached[layer];

    /// <summary>Whether the sweep carries the signal through a layer to at least one of its inputs.</summary>
    public bool Passes(LayerInfo layer) => layer.Inputs.Any(Reaches);
}
