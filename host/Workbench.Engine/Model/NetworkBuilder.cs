using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>Collects layers in topological order and names them.</summary>
/// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
internal sealed class NetworkBuilder(bool inBfloat16)
{
    private readonly List<NetworkLayer> _layers = [];
    private readonly Dictionary<string, int> _aliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);   // by path
    private readonly HashSet<int> _read = [];

    /// <summary>Number of layers so far: the index of the next one.</summary>
    public int Count => _layers.Count;

    /// <summary>The layer with an index.</summary>
    public NetworkLayer this[int layer] => _layers[layer];

    /// <summary>Whether a layer reads the output of this one.</summary>
    public bool IsRead(int layer) => _read.Contains(layer);

    /// <summary>Adds a layer.</summary>
    /// <param name="name">Its path. A path that is taken gets a number, as torch.fx numbers them: <c>layer1.0.relu_1</c>.</param>
    /// <param name="operation">Its function.</param>
    /// <param name="channels">Channels or features of its output.</param>
    /// <param name="inputs">Indices of the layers that it reads.</param>
    /// <param name="weight">Its weight, or null.</param>
    /// <param name="bias">Its bias, or null.</param>
    /// <param name="alias">Name of the block that it ends, or null.</param>
    /// <returns>Its index.</returns>
    public int Add(
        string name, Operator operation, long channels, IReadOnlyList<int> inputs, Tensor? weight = null, Tensor? bias = null,
        string? alias = null)
    {
        var unique = name;
        while (!_names.Add(unique)) unique = $"{name}_{_uses[name] = _uses.GetValueOrDefault(name) + 1}";
        var info = new LayerInfo(Count, unique, alias, operation.Kind, (int)channels, bias is not null)
        {
            Inputs = [.. inputs],
            HasWeight = weight is not null,
            Kernel = operation.Window is { } window ? ((int)window.Kernel.Rows, (int)window.Kernel.Columns) : (1, 1),
            Stride = operation.Window is { } steps ? ((int)steps.Stride.Rows, (int)steps.Stride.Columns) : (1, 1),
        };
        _read.UnionWith(inputs);
        _layers.Add(new NetworkLayer(info, operation, new LayerParameters(weight, bias, inBfloat16)));
        return info.Index;
    }

    /// <summary>Replaces the parameters of a layer, as folding does.</summary>
    public void SetParameters(int layer, Tensor weight, Tensor? bias) => _layers[layer] = new NetworkLayer(
        _layers[layer].Info with { HasBias = bias is not null },
        _layers[layer].Operator,
        new LayerParameters(weight, bias, inBfloat16));

    /// <summary>Marks the parameters of a layer as constants that no training made: they are not redrawn.</summary>
    public void SetConstant(int layer) => _layers[layer] = new NetworkLayer(
        _layers[layer].Info with { HasWeight = false }, _layers[layer].Operator, _layers[layer].Parameters);

    /// <summary>Gives a layer another name, such as the path of the module that it ends. A name that a layer has is not given
    /// twice.</summary>
    public void Alias(string name, int layer) => _aliases[name] = layer;

    /// <summary>Names the layer that ends a block: <c>b1</c>, <c>b2</c>…</summary>
    public void SetBlock(string alias, int layer) => _layers[layer] = new NetworkLayer(
        _layers[layer].Info with { Alias = alias }, _layers[layer].Operator, _layers[layer].Parameters);

    /// <summary>The network, whose logits the last layer computes.</summary>
    /// <param name="name">What the network is called.</param>
    /// <param name="inputSize">Side of its usual input, pixels.</param>
    /// <param name="form">The properties that names and shapes do not determine.</param>
    /// <param name="ranges">Range of the normalised input, per channel.</param>
    public Network Build(string name, int inputSize, ModelVariant form, IReadOnlyList<InputRange> ranges)
    {
        Architecture Describe() => new([.. _layers.Select(layer => layer.Info)], _layers[^1].Info.Channels, form)
        {
            Name = name,
            InputSize = inputSize,
            InputRanges = ranges,
            Operators = [.. _layers.Select(layer => layer.Operator)],
            Aliases = _aliases,
        };
        if (Describe() is var first && first.SizeFault(inputSize, inputSize) is null)
        {
            var shapes = first.Shapes(inputSize, inputSize);
            FindPositions([ranges.Count, inputSize, inputSize], shapes);
            var last = _layers.FindLastIndex(
                layer => layer.Info.HasPositions && shapes[layer.Info.Index] is [_, var height, var width] && height * width > 1);
            if (last >= 0) _aliases.TryAdd("last", last);
        }
        return new Network(Describe(), [.. _layers]);
    }

    // A detector's head reorders positions, anchors and classes; its outputs have three axes, but no rows and columns.
    private void FindPositions(long[] image, IReadOnlyList<long[]> shapes)
    {
        var grids = new bool[_layers.Count];
        foreach (var (i, layer) in _layers.Index().ToList())
        {
            grids[i] = layer.Info.Inputs.Any(input => (input < 0 || grids[input])
                && layer.Operator.KeepsPositions(input < 0 ? image : shapes[input], shapes[i]));
            var info = layer.Info with { HasPositions = grids[i] && shapes[i].Length == 3 };
            _layers[i] = new NetworkLayer(info, layer.Operator, layer.Parameters);
        }
    }
}
