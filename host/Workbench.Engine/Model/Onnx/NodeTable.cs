using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>The operators of ONNX that become layers.</summary>
internal static class NodeTable
{
    private static readonly Dictionary<string, Action<NodeImport>> s_nodes = new(StringComparer.Ordinal)
    {
        ["Conv"] = ProductNodes.Conv,
        ["Gemm"] = ProductNodes.Gemm,
        ["MatMul"] = ProductNodes.MatMul,
        ["BatchNormalization"] = AffineNodes.BatchNormalization,
        ["Add"] = AffineNodes.Add,
        ["Sum"] = node => node.Emit(new Add(), node.Values()),
        ["Sub"] = AffineNodes.Sub,
        ["Mul"] = AffineNodes.Mul,
        ["Div"] = AffineNodes.Div,
        ["Neg"] = node => node.Emit(AffineNodes.Layer(node, node.Value(0), -1, 0)),
        ["MaxPool"] = PoolNodes.MaxPool,
        ["AveragePool"] = PoolNodes.AveragePool,
        ["GlobalAveragePool"] = node => node.Emit(new AdaptiveAveragePool(1), [node.Value(0)]),
        ["GlobalMaxPool"] = node => PoolNodes.GlobalMaxPool(node),
        ["ReduceMean"] = node => PoolNodes.Reduce(node, new AdaptiveAveragePool(1)),
        ["ReduceMax"] = PoolNodes.ReduceMax,
        ["Relu"] = node => node.Emit(new Relu(), [node.Value(0)]),
        ["Clip"] = ActivationNodes.Clip,
        ["Sigmoid"] = node => node.Emit(new Sigmoid(), [node.Value(0)]),
        ["HardSigmoid"] = ActivationNodes.HardSigmoid,
        ["HardSwish"] = node => node.Emit(new HardSwish(), [node.Value(0)]),
        ["Swish"] = ActivationNodes.Swish,
        ["Tanh"] = node => node.Emit(new TanhFunction(), [node.Value(0)]),
        ["LeakyRelu"] = node => node.Emit(new LeakyRelu(node.Finite("alpha", 0.01f)), [node.Value(0)]),
        ["Elu"] = node => node.Emit(new Elu(node.Finite("alpha", 1)), [node.Value(0)]),
        ["PRelu"] = ActivationNodes.PRelu,
        ["Gelu"] = ActivationNodes.Gelu,
        ["Erf"] = node => node.Emit(new Erf(), [node.Value(0)]),
        ["Softmax"] = ActivationNodes.Softmax,
        ["Concat"] = ChannelNodes.Concat,
        ["Slice"] = ChannelNodes.Slice,
        ["Split"] = ChannelNodes.Split,
        ["Gather"] = ChannelNodes.Gather,
        ["Flatten"] = ShapeNodes.Flatten,
        ["Reshape"] = ShapeNodes.Reshape,
        ["Squeeze"] = ShapeNodes.Squeeze,
        ["Unsqueeze"] = ShapeNodes.Unsqueeze,
        ["Transpose"] = ShapeNodes.Transpose,
        ["Pad"] = PoolNodes.Pad,
        ["Identity"] = node => node.Emit(node.Value(0)),
        ["Dropout"] = node => node.Emit(node.Value(0)),
        ["Max"] = ChannelNodes.Max,
        ["Resize"] = ResizeNodes.Resize,
    };

    // Before these opsets the operators stated their bounds or sizes in another way.
    private static readonly Dictionary<string, int> s_firstOpsets = new(StringComparer.Ordinal)
    {
        ["Slice"] = 10,
        ["Pad"] = 11,
        ["Resize"] = 11,
    };

    /// <summary>The oldest opset in which an operator means what is computed here.</summary>
    public static int FirstOpset(string operation) => s_firstOpsets.GetValueOrDefault(operation, OnnxModel.OldestOpset);

    /// <summary>All names.</summary>
    public static IEnumerable<string> Operators => s_nodes.Keys.Order(StringComparer.Ordinal);

    /// <summary>Turns a node into layers; null for an operator that is not supported.</summary>
    public static Action<NodeImport>? Find(string operation) => s_nodes.GetValueOrDefault(operation);
}
