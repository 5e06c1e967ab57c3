using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Batch normalisation, and arithmetic of a value with another or with a constant for each channel.</summary>
internal static class AffineNodes
{
    private const int MostFolded = 8;   // normalisations behind one convolution, which are read by calls inside each other

    /// <summary>
    /// Batch normalisation. It is folded into a convolution directly before it that no other node reads, unless the card keeps it.
    /// </summary>
    public static void BatchNormalization(NodeImport node)
    {
        node.Require("training_mode", 0);
        node.Require("spatial", 1);   // up to opset 8, 0 meant statistics for each position
        var x = node.Value(0);
        var channels = x.Shape[0];
        Constant Part(int input) => node.Constant(input) is var part && part.Shape.SequenceEqual([channels])
            ? part
            : throw node.Fault($"has a parameter of {UnsupportedGraph.Text(part.Shape)}, where [{channels}] is expected");
        var (gamma, beta, mean, variance) = (Part(1), Part(2), Part(3), Part(4));
        var epsilon = (double)node.Node.Float("epsilon", 1e-5f);
        // w x + b with w = γ / √(σ² + ε) and b = β − μ w
        var scale = new Constant(gamma.Name, [channels], gamma.Type, type =>
            gamma.Read(type) / (variance.Read(type) + epsilon).sqrt(), gamma, variance);
        var shift = new Constant(
            beta.Name, [channels], beta.Type, type => beta.Read(type) - mean.Read(type) * scale.Read(type), beta, mean, scale);
        var isFoldable = x is { Operator: Convolution, Weight.Depth: < MostFolded } && node.ReadsAlone(0);
        if (node.Form.BatchNorm == BatchNormUse.Folded && isFoldable)
        {
            var (kernel, bias) = (x.Weight!, x.Bias);
            var weight = new Constant(kernel.Name, kernel.Shape, kernel.Type, type =>
                kernel.Read(type) * scale.Read(type).reshape(-1, 1, 1, 1), kernel, scale);
            var folded = bias is null
                ? shift
                : new Constant(
                    bias.Name, bias.Shape, bias.Type, type => bias.Read(type) * scale.Read(type) + shift.Read(type), bias, scale, shift);
            node.NameByParameter(node.Emit(node.Replace(x, weight, folded)), 1);
        }
        else
        {
            if (x.InReverse) (scale, shift) = (Reversed(scale), Reversed(shift));
            node.NameByParameter(node.Emit(new BatchNormalization(channels), [x], scale, shift), 1);
        }
    }

    /// <summary>The sum of two values, or of a value and a constant. A constant behind a product without a bias becomes its bias.</summary>
    public static void Add(NodeImport node)
    {
        if (Operand(node) is not var (value, constant))
        {
            node.Emit(new Add(), [node.Value(0), node.Value(1)]);
            return;
        }
        var x = node.Value(value);
        if (x is { Operator: Convolution or FullyConnected, Bias: null } && node.ReadsAlone(value))
            node.Emit(node.Replace(x, x.Weight, ByChannel(node, constant, x, "by channel", whole => whole)));
        else Apply(node, x, null, constant);
    }

    /// <summary>The difference of two values, or of a value and a constant.</summary>
    public static void Sub(NodeImport node)
    {
        if (node.IsConstant(1)) Apply(node, node.Value(0), null, node.Constant(1), isNegative: true);
        else if (node.IsConstant(0)) Apply(node, node.Value(1), -1, node.Constant(0));
        else
        {
            node.Emit(new Add(), [node.Value(0), Layer(node, node.Value(1), -1, 0, ".neg")]);
        }
    }

    /// <summary>The product of two values, or of a value and a constant.</summary>
    public static void Mul(NodeImport node)
    {
        if (Operand(node) is var (value, constant)) Scale(node, node.Value(value), constant, isDivisor: false);
        else if (Fusions.OfProduct(node.Value(0), node.Value(1)) is var (function, x)) node.Emit(function, [x]);
        else node.Emit(new Multiply(), [Repeated(node, 0, 1), Repeated(node, 1, 0)]);
    }

    /// <summary>The quotient of a value and a constant.</summary>
    public static void Div(NodeImport node) => Scale(node, node.Value(0), node.Constant(1), isDivisor: true);

    /// <summary>scale · x + shift with single numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="x">The value.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="shift">What is added.</param>
    /// <param name="suffix">What follows the node's name in that of the layer.</param>
    public static ImportedLayer Layer(NodeImport node, ImportedLayer x, double scale, double shift, string suffix = "") => node.Layer(
        new BatchNormalization(x.Shape[0]), [x], suffix, Number(scale, x.Shape[0]),
        shift == 0 ? null : Number(shift, x.Shape[0]), (scale, shift));

    private static void Apply(NodeImport node, ImportedLayer x, double? scale, Constant constant, bool isNegative = false)
    {
        var channels = x.Shape[0];
        var shift = isNegative
            ? ByChannel(node, constant, x, "negative by channel", whole => -whole)
            : ByChannel(node, constant, x, "by channel", whole => whole);
        var number = SingleNumber(constant) * (isNegative ? -1 : 1);
        node.Emit(
            new BatchNormalization(channels), [x], Number(scale ?? 1, channels), shift, number is { } one ? (scale ?? 1, one) : null);
    }

    private static void Scale(NodeImport node, ImportedLayer x, Constant constant, bool isDivisor)
    {
        var weight = isDivisor
            ? ByChannel(node, constant, x, "inverse by channel", whole => 1 / whole)
            : ByChannel(node, constant, x, "by channel", whole => whole);
        var number = SingleNumber(constant) is { } one ? isDivisor ? 1 / one : one : (double?)null;
        if (number is { } factor && Fusions.OfMultiple(x, factor) is var (function, below)) node.Emit(function, [below]);
        else node.Emit(new BatchNormalization(x.Shape[0]), [x], weight, affine: number is { } scale ? (scale, 0) : null);
    }

    // A factor in the shape of the other, unless it is a gate for each channel of an image.
    private static ImportedLayer Repeated(NodeImport node, int input, int other)
    {
        var (x, whole) = (node.Value(input), node.Value(other).Shape);
        var isGate = x.Shape is [_, 1, 1] && whole.Length == 3 && x.Shape[0] == whole[0];
        return isGate || x.Shape.Length != whole.Length || !x.Shape.Zip(whole).All(pair => pair.First == 1 || pair.First == pair.Second)
            ? x
            : x.Shape.SequenceEqual(whole) ? x : node.Layer(new Expand(whole), [x], $".repeat{input}");
    }

    // The position of the computed value, and the constant; null for two values.
    private static (int Value, Constant Constant)? Operand(NodeImport node) =>
        node.IsConstant(1) ? (0, node.Constant(1)) : node.IsConstant(0) ? (1, node.Constant(0)) : null;

    private static double? SingleNumber(Constant constant) => constant.Count == 1 ? constant.Numbers()[0] : null;

    private static Constant Number(double number, long channels) => new(
        $"{number:R}", [channels], ScalarType.Float64, type => full(channels, number, dtype: type));

    private static Constant Reversed(Constant constant) => constant.Derive("colours", constant.Shape, whole => whole.flip(0));

    // [channels], of a constant that is the same at all positions.
    private static Constant ByChannel(
        NodeImport node, Constant constant, ImportedLayer x, string key, Func<Tensor, Tensor> function)
    {
        var (channels, axis) = (x.Shape[0], constant.Shape.Count - x.Shape.Length);
        var fits = axis >= -x.Shape.Length
            && axis <= 1
            && constant.Shape.Select((side, i) => side == 1 || i == axis && side == channels).All(fit => fit);
        if (!fits || !constant.IsFloating)
            throw node.Fault(
                $"has the constant {UnsupportedGraph.List([constant.Name])} of {UnsupportedGraph.Text(constant.Shape)} for values of "
                + $"{UnsupportedGraph.Text(x.Shape)}, where one number or one for each channel is supported");
        var whole = constant.Derive(key, [channels], one => function(one.reshape(-1)).expand(channels));
        return x.InReverse && constant.Count > 1 ? Reversed(whole) : whole;
    }
}
