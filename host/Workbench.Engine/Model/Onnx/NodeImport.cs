using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>A node while it becomes layers: its inputs as values and constants, and the layers that it adds.</summary>
/// <param name="graph">The graph that is imported.</param>
/// <param name="node">The node.</param>
internal sealed class NodeImport(GraphImport graph, OnnxNode node)
{
    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>The card's form.</summary>
    public ModelVariant Form => graph.Form;

    /// <summary>The node's name, or that of its output.</summary>
    public string Name { get; } = NodeNames.Clean(node.Name.Length > 0 ? node.Name : node.Outputs[0]);

    /// <summary>Version of the operators.</summary>
    public int Opset => graph.Opset;

    /// <summary>Number of inputs.</summary>
    public int Count => node.Inputs.Count;

    /// <summary>Whether the node has an input.</summary>
    public bool Has(int input) => input < node.Inputs.Count && node.Inputs[input].Length > 0;

    /// <summary>Whether an input is a constant.</summary>
    public bool IsConstant(int input) => Has(input) && graph.Constants.ContainsKey(node.Inputs[input]);

    /// <summary>Whether something reads an output.</summary>
    public bool IsRead(int output) => node.Outputs[output].Length > 0 && graph.Order.ReadersOf(node.Outputs[output]) > 0;

    /// <summary>Whether this node alone reads the value of an input.</summary>
    public bool ReadsAlone(int input) => graph.Order.ReadersOf(node.Inputs[input]) == 1;

    /// <summary>An input that a layer computes.</summary>
    /// <exception cref="WeightsException">It is missing, or a constant.</exception>
    public ImportedLayer Value(int input)
    {
        if (!Has(input)) throw Fault($"has no input {input}");
        if (graph.Values.TryGetValue(node.Inputs[input], out var layer)) return layer;
        var name = UnsupportedGraph.List([node.Inputs[input]]);
        throw Fault(
            IsConstant(input)
                ? $"reads the constant {name} as input {input}, where only a computed value is supported"
                : $"reads {name}, an output that is not supported of its node");
    }

    /// <summary>All inputs, each of which a layer computes.</summary>
    public IReadOnlyList<ImportedLayer> Values() => [.. Enumerable.Range(0, Count).Select(Value)];

    /// <summary>A constant input.</summary>
    /// <exception cref="WeightsException">It is missing, or computed from the image.</exception>
    public Constant Constant(int input) => !Has(input)
        ? throw Fault($"has no input {input}")
        : graph.Constants.TryGetValue(node.Inputs[input], out var constant)
            ? constant
            : throw Fault(
                $"computes its input {UnsupportedGraph.List([node.Inputs[input]])} from the image, where only a constant is supported");

    /// <summary>The single number that a constant input is; a fallback without the input.</summary>
    public double Number(int input, double fallback)
    {
        if (!Has(input)) return fallback;
        return Constant(input) is { Count: 1 } constant ? constant.Numbers()[0] : throw Fault($"has no single number as input {input}");
    }

    /// <summary>The axes that an attribute or an input states; null without them.</summary>
    /// <param name="input">Position of the input.</param>
    /// <exception cref="WeightsException">One is stated twice.</exception>
    public IReadOnlyList<long>? Axes(int input)
    {
        var axes = node.Has("axes") ? node.Ints("axes") : Has(input) ? Constant(input).Integers() : null;
        return axes is null || axes.Count <= 2 * ElementCount.MostAxes && axes.Distinct().Count() == axes.Count
            ? axes
            : throw Fault($"has the axes {UnsupportedGraph.Text(axes)}, of which some are stated twice or do not exist");
    }

    /// <summary>A finite number of an attribute.</summary>
    public double Finite(string name, float fallback) => node.Float(name, fallback) is var number && float.IsFinite(number)
        ? number
        : throw Fault($"has '{name}' of {number}, where a finite number is expected");

    /// <summary>The work that may still be spent on constants.</summary>
    public FoldingBudget Budget => graph.Budget;

    /// <summary>An axis that may count from the last.</summary>
    /// <param name="axis">The stated axis.</param>
    /// <param name="count">Number of axes, the batch included.</param>
    public int Axis(long axis, long count) => axis >= -count && axis < count
        ? (int)(axis < 0 ? axis + count : axis)
        : throw Fault($"has the axis {axis} for a value of {count} axes");

    /// <summary>Adds a layer and makes it the node's output.</summary>
    /// <param name="operation">Its function.</param>
    /// <param name="inputs">The values that it reads.</param>
    /// <param name="weight">Its weight, or null.</param>
    /// <param name="bias">Its bias, or null.</param>
    /// <param name="affine">Scale and shift, if that is what it computes.</param>
    public ImportedLayer Emit(
        Operator operation, IReadOnlyList<ImportedLayer> inputs, Constant? weight = null, Constant? bias = null,
        (double Scale, double Shift)? affine = null) =>
        Emit(Layer(operation, inputs, "", weight, bias, affine));

    /// <summary>Adds a layer whose output is not that of the node.</summary>
    /// <param name="operation">Its function.</param>
    /// <param name="inputs">The values that it reads.</param>
    /// <param name="suffix">What follows the node's name: <c>.pad</c>.</param>
    /// <param name="weight">Its weight, or null.</param>
    /// <param name="bias">Its bias, or null.</param>
    /// <param name="affine">Scale and shift, if that is what it computes.</param>
    public ImportedLayer Layer(
        Operator operation, IReadOnlyList<ImportedLayer> inputs, string suffix, Constant? weight = null, Constant? bias = null,
        (double Scale, double Shift)? affine = null)
    {
        foreach (var parameter in new[] { weight, bias }.OfType<Constant>())
            if (!parameter.IsFloating || parameter.Count == 0)
                throw Fault($"has the constant {UnsupportedGraph.List([parameter.Name])} without floating-point numbers as a weight");
        if (inputs.Any(input => input.InReverse) && !KeepsColours(operation.Kind))
            throw Fault("reads the colours of the image, which the card's 'colours: bgr' reverses only for convolutions");
        try
        {
            var shape = operation.OutputShape([.. inputs.Select(input => input.Shape)]);
            if (shape.Length == 0) throw Fault("leaves no axis but the batch, which is not supported");
            if (shape.Length > ElementCount.MostAxes)
                throw Fault($"computes a value of {shape.Length} axes, where at most {ElementCount.MostAxes} are supported");
            if (ElementCount.Of(shape) > ElementCount.MostOfValue)
                throw Fault($"computes {UnsupportedGraph.Text(shape)} numbers for each image, which is too many");
            return graph.Add(Name + suffix, operation, shape, inputs, weight, bias, affine);
        }
        catch (ShapeException error)
        {
            throw Fault(error.Message);
        }
    }

    /// <summary>Adds a layer in place of another, with other parameters. The other is dropped unless something reads it.</summary>
    public ImportedLayer Replace(ImportedLayer layer, Constant? weight, Constant? bias)
    {
        var other = graph.Add(layer.Name, layer.Operator!, layer.Shape, layer.Inputs, weight, bias, null);
        graph.Rename(layer, other);
        return other;
    }

    /// <summary>Makes a value an output of the node.</summary>
    /// <param name="value">The value.</param>
    /// <param name="output">Position of the output.</param>
    public ImportedLayer Emit(ImportedLayer value, int output = 0)
    {
        graph.Values[node.Outputs[output]] = value;
        graph.Name(value, node, output);
        return value;
    }

    /// <summary>
    /// Gives a layer the name of the module that a parameter belongs to: <c>layer1.0.conv1</c> of <c>layer1.0.conv1.weight</c>.
    /// </summary>
    public void NameByParameter(ImportedLayer layer, int input)
    {
        const string Ending = ".weight";
        if (Has(input) && node.Inputs[input] is var name && name.EndsWith(Ending, StringComparison.Ordinal) && name.Length > Ending.Length)
            graph.Name(layer, name[..^Ending.Length]);
    }

    /// <summary>Two integers of an attribute: rows, then columns.</summary>
    public (long Rows, long Columns) Pair(string name, long fallback)
    {
        var pair = node.Ints(name, [fallback, fallback]);
        return pair is [> 0 and <= Borders.Largest and var rows, > 0 and <= Borders.Largest and var columns]
            ? (rows, columns)
            : throw Fault($"has '{name}' of {UnsupportedGraph.Text(pair)}, where two numbers of 1 to {Borders.Largest} are expected");
    }

    /// <summary>Checks that an attribute has the only value that is supported.</summary>
    public void Require(string name, long value)
    {
        if (node.Int(name, value) is var given && given != value) throw Fault($"has '{name}' of {given}, where only {value} is supported");
    }

    /// <summary>An error about the node.</summary>
    /// <param name="clause">The fault as a clause about the node.</param>
    public WeightsException Fault(string clause) => UnsupportedGraph.Error(node, clause);

    private static bool KeepsColours(LayerKind kind) => kind is
        LayerKind.Conv2d or LayerKind.BatchNorm2d or LayerKind.Pad or LayerKind.ReLU or LayerKind.Clip or LayerKind.MaxPool2d
        or LayerKind.AvgPool2d or LayerKind.Add or LayerKind.Mul;
}
