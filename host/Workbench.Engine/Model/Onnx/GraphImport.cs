using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// Turns the nodes of a graph into layers, one after the other. Shapes are computed for one size of the image; the batch stays open.
/// </summary>
internal sealed class GraphImport
{
    /// <summary>
    /// Stands for the size of the batch in the arithmetic of shapes: a prime that no size of a network is, so that it can be recognised.
    /// </summary>
    public const long Batch = 1_000_003;

    private const int MostLayers = 20_000;

    private readonly OnnxModel _model;
    private readonly ImportedLayer _image;
    private readonly List<(string Name, ImportedLayer Layer)> _names = [];
    private readonly Dictionary<ImportedLayer, List<string>> _namesOf = [];
    private int _count;

    /// <param name="model">The model.</param>
    /// <param name="ports">Its input and output.</param>
    /// <param name="side">Side of the image for which shapes are computed.</param>
    /// <param name="form">The properties from the model card.</param>
    public GraphImport(OnnxModel model, GraphPorts ports, int side, ModelVariant form)
    {
        (_model, Form, Order) = (model, form, new GraphOrder(model, ports));
        _image = new ImportedLayer(LayerInfo.ModelInput, "", null, [3, side, side], []) { InReverse = form.Colours == ColourOrder.Bgr };
        Values[ports.Input] = _image;
        foreach (var (name, tensor) in model.Graph.Initializers.Where(one => Order.ReadersOf(one.Key) > 0))
            Constants[name] = new Constant(name, tensor);
    }

    /// <summary>The card's form.</summary>
    public ModelVariant Form { get; }

    /// <summary>Version of the operators.</summary>
    public int Opset => _model.Opset;

    /// <summary>The work that may still be spent on constants.</summary>
    public FoldingBudget Budget { get; } = new();

    /// <summary>The nodes in their order.</summary>
    public GraphOrder Order { get; }

    /// <summary>The computed values by name.</summary>
    public Dictionary<string, ImportedLayer> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The constants by name.</summary>
    public Dictionary<string, Constant> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Further names of layers, some of which may have been dropped. The last use of a name counts.</summary>
    public IReadOnlyList<(string Name, ImportedLayer Layer)> Names => _names;

    /// <summary>The layers that an output depends on, in topological order.</summary>
    /// <param name="output">Name of the output.</param>
    /// <exception cref="WeightsException">The graph has a part that is not supported.</exception>
    public IReadOnlyList<ImportedLayer> Run(string output)
    {
        CheckOperators();
        foreach (var node in Order.Nodes) Import(node);
        if (!Values.TryGetValue(output, out var last) || last == _image)
            throw UnsupportedGraph.Error(_model.Path, $"its output {UnsupportedGraph.List([output])} does not depend on the image");
        last = last.Shape switch
        {
            [_] => last,
            [var classes, 1, 1] => Add(Form.Classifier is null ? "logits" : "features", new Flatten(), [classes], [last], null, null, null),
            _ => throw UnsupportedGraph.Error(
                _model.Path,
                $"its output {UnsupportedGraph.List([output])} is {UnsupportedGraph.Text(last.Shape)} for each image, "
                + "where one number for each class is expected"),
        };
        return Reached(last);
    }

    /// <summary>Adds a layer.</summary>
    public ImportedLayer Add(
        string name, Operator operation, long[] shape, IReadOnlyList<ImportedLayer> inputs, Constant? weight, Constant? bias,
        (double Scale, double Shift)? affine)
    {
        if (_count == MostLayers) throw UnsupportedGraph.Error(_model.Path, $"its nodes become more than {MostLayers} layers");
        return new(_count++, name, operation, shape, inputs)
        {
            Weight = weight,
            Bias = bias,
            Affine = affine,
            InReverse = operation.Kind != LayerKind.Conv2d && inputs.Any(input => input.InReverse),
        };
    }

    /// <summary>
    /// Gives a layer the names of a node, of its output, and of the modules that contain it: the last layer of a module has its name.
    /// </summary>
    public void Name(ImportedLayer layer, OnnxNode node, int output)
    {
        if (layer == _image) return;
        Name(layer, node.Outputs[output]);
        if (output > 0) return;
        if (node.Name.Length > 0) Name(layer, node.Name);
        foreach (var module in NodeNames.Modules(node.Name)) Name(layer, module);
    }

    /// <summary>Gives a layer a further name.</summary>
    public void Name(ImportedLayer layer, string name)
    {
        var clean = NodeNames.Clean(name);
        _names.Add((clean, layer));
        if (!_namesOf.TryGetValue(layer, out var own)) _namesOf[layer] = own = [];
        own.Add(clean);
    }

    /// <summary>Gives a layer's names to the one that takes its place.</summary>
    public void Rename(ImportedLayer layer, ImportedLayer other)
    {
        foreach (var name in _namesOf.GetValueOrDefault(layer) ?? []) Name(other, name);
    }

    private void CheckOperators()
    {
        var unknown = Order.Nodes.Where(node => !IsKnown(node)).ToList();
        if (unknown.Count == 0)
        {
            if (Order.Nodes.FirstOrDefault(node => Opset < NodeTable.FirstOpset(node.Operator)) is { } old)
                throw UnsupportedGraph.Error(
                    old,
                    $"has an operator that is supported from opset {NodeTable.FirstOpset(old.Operator)} on. The file's opset is {Opset}");
            return;
        }
        var others = unknown.Select(node => node.Operator).Distinct(StringComparer.Ordinal).Except([unknown[0].Operator]).ToList();
        throw UnsupportedGraph.Error(
            unknown[0],
            $"has an operator that is not supported{(others.Count > 0 ? $", as are {UnsupportedGraph.List(others)}" : "")}. Supported are "
            + string.Join(", ", NodeTable.Operators));
    }

    private static bool IsKnown(OnnxNode node) =>
        node.Domain.Length == 0 && (NodeTable.Find(node.Operator) is not null || ConstantFolding.Evaluates(node.Operator) || IsShape(node));

    private static bool IsShape(OnnxNode node) => node.Operator is "Shape" or "Size";

    private void Import(OnnxNode node)
    {
        if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0 && node.Operator != "Split")
            throw UnsupportedGraph.Error(node, "has no first output");
        var import = new NodeImport(this, node);
        try
        {
            Import(node, import);
        }
        catch (ShapeException error)
        {
            throw import.Fault(error.Message);
        }
    }

    private void Import(OnnxNode node, NodeImport import)
    {
        if (IsShape(node)) Constants[node.Outputs[0]] = ShapeNodes.ShapeOf(import);
        else if (node.Inputs.Where(name => name.Length > 0).All(Constants.ContainsKey) && node.Operator != "Split")
            Constants[node.Outputs[0]] = ConstantFolding.Evaluate(import);
        else if (NodeTable.Find(node.Operator) is { } convert) convert(import);
        else throw import.Fault("computes from the image, for which its operator is not supported");
    }

    private List<ImportedLayer> Reached(ImportedLayer last)
    {
        var reached = new HashSet<ImportedLayer> { last };
        for (var open = new Stack<ImportedLayer>([last]); open.TryPop(out var layer);)
            foreach (var input in layer.Inputs)
                if (input != _image && reached.Add(input)) open.Push(input);
        return reached.FirstOrDefault(layer => layer.Operator is Erf) is { } erf
            ? throw UnsupportedGraph.Error(
                _model.Path, $"its node {UnsupportedGraph.List([erf.Name])} (Erf) is supported only as a part of GELU")
            : [.. reached.OrderBy(layer => layer.Index)];
    }
}
