using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Convolutions and products with constant matrices.</summary>
internal static class ProductNodes
{
    /// <summary>A convolution. Padding that differs between opposite sides becomes a layer of its own.</summary>
    public static void Conv(NodeImport node)
    {
        var (x, weight) = (node.Value(0), node.Constant(1));
        if (weight.Shape is not [> 0 and var outputs, > 0 and var own, > 0 and var rows, > 0 and var columns])
            throw node.Fault($"has a weight of {UnsupportedGraph.Text(weight.Shape)}, where [out,in,rows,columns] is expected");
        var groups = node.Node.Int("group", 1);
        if (groups < 1 || groups > outputs || outputs % groups != 0)
            throw node.Fault($"has {groups} groups for {outputs} channels");
        if (node.Node.Has("kernel_shape") && !node.Node.Ints("kernel_shape").SequenceEqual([rows, columns]))
            throw node.Fault(
                $"has 'kernel_shape' of {UnsupportedGraph.Text(node.Node.Ints("kernel_shape"))}, but its weight is"
                + $" {UnsupportedGraph.Text(weight.Shape)}");
        var bias = node.Has(2) ? node.Constant(2) : null;
        if (bias is not null && !bias.Shape.SequenceEqual([outputs]))
            throw node.Fault($"has a bias of {UnsupportedGraph.Text(bias.Shape)}, where [{outputs}] is expected");
        var borders = Borders.Of(node, (rows, columns), x.Shape);
        if (x.InReverse)
            weight = groups == 1
                ? weight.Derive("colours", weight.Shape, whole => whole.flip(1))
                : throw node.Fault("convolves the colours of the image apart, which the card's 'colours: bgr' does not support");
        if (!borders.AreEven) x = node.Layer(borders.Pad(0), [x], ".pad");
        var window = borders.AreEven ? borders.Window() : borders.Bare();
        node.NameByParameter(node.Emit(new Convolution(own * groups, outputs, window, groups), [x], weight, bias), 1);
    }

    /// <summary>α x W + β c.</summary>
    public static void Gemm(NodeImport node)
    {
        node.Require("transA", 0);
        var (alpha, beta) = (node.Node.Float("alpha", 1), node.Node.Float("beta", 1));
        var weight = Matrix(node, isTransposed: node.Node.Int("transB", 0) != 0);
        if (alpha != 1) weight = weight.Derive($"times {alpha:R}", weight.Shape, whole => whole * alpha);
        var bias = node.Has(2) && beta != 0 ? Vector(node, node.Constant(2), weight.Shape[0]) : null;
        if (bias is not null && beta != 1) bias = bias.Derive($"times {beta:R}", bias.Shape, whole => whole * beta);
        Product(node, weight, bias);
    }

    /// <summary>x W.</summary>
    public static void MatMul(NodeImport node) => Product(node, Matrix(node, isTransposed: false), null);

    private static void Product(NodeImport node, Constant weight, Constant? bias)
    {
        var (outputs, inputs) = (weight.Shape[0], weight.Shape[1]);
        node.NameByParameter(node.Emit(new FullyConnected(inputs, outputs), [node.Value(0)], weight, bias), 1);
    }

    // [out,in]
    private static Constant Matrix(NodeImport node, bool isTransposed)
    {
        var matrix = node.Constant(1);
        if (matrix.Shape is not [> 0 and var rows, > 0 and var columns])
            throw node.Fault($"has a weight of {UnsupportedGraph.Text(matrix.Shape)}, where a matrix is expected");
        return isTransposed ? matrix : matrix.Derive("matrix", [columns, rows], whole => whole.transpose(0, 1));
    }

    private static Constant Vector(NodeImport node, Constant bias, long outputs) =>
        bias.Shape.SequenceEqual([outputs]) ? bias
        : bias.Count == outputs && bias.Shape.Count <= 2 && bias.Shape[^1] == outputs
            ? bias.Derive("vector", [outputs], whole => whole.reshape(outputs))
        : bias.Count == 1 && bias.Shape.Count <= 2 ? bias.Derive("vector", [outputs], whole => whole.reshape(1).expand(outputs))
        : throw node.Fault($"has a bias of {UnsupportedGraph.Text(bias.Shape)}, where [{outputs}] is expected");
}
