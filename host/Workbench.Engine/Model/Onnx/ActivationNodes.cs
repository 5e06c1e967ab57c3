using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Functions of each number, and softmax.</summary>
internal static class ActivationNodes
{
    private const double Near = 1e-6;

    /// <summary>The input limited to a range, whose bounds are constants.</summary>
    public static void Clip(NodeImport node)
    {
        var low = node.Node.Has("min") ? node.Node.Float("min") : node.Number(1, double.NegativeInfinity);
        var high = node.Node.Has("max") ? node.Node.Float("max") : node.Number(2, double.PositiveInfinity);
        if (!(low <= high)) throw node.Fault(FormattableString.Invariant($"limits to the range from {low} to {high}"));
        node.Emit(low == 0 && high >= float.MaxValue ? new Relu() : new Clip(low, high), [node.Value(0)]);
    }

    /// <summary>min(1, max(0, α z + β)).</summary>
    public static void HardSigmoid(NodeImport node)
    {
        double alpha = node.Finite("alpha", 0.2f), beta = node.Finite("beta", 0.5f);
        if (Math.Abs(alpha - 1.0 / 6) < Near && beta == 0.5)
        {
            node.Emit(new HardSigmoid(), [node.Value(0)]);
            return;
        }
        node.Emit(new Clip(0, 1), [AffineNodes.Layer(node, node.Value(0), alpha, beta, ".scale")]);
    }

    /// <summary>z · sigmoid(α z).</summary>
    public static void Swish(NodeImport node)
    {
        if (node.Node.Float("alpha", 1) is var alpha && alpha != 1)
            throw node.Fault(FormattableString.Invariant($"has 'alpha' of {alpha}, where only 1 is supported"));
        node.Emit(new Silu(), [node.Value(0)]);
    }

    /// <summary>z where it is positive, else z times a constant for each channel.</summary>
    public static void PRelu(NodeImport node)
    {
        var (x, slope) = (node.Value(0), node.Constant(1));
        var axis = slope.Shape.Count - x.Shape.Length;
        if (slope.Count != 1 && (slope.Count != x.Shape[0] || axis is not (0 or 1) || slope.Shape[axis] != slope.Count))
            throw node.Fault($"has slopes of {UnsupportedGraph.Text(slope.Shape)} for values of {UnsupportedGraph.Text(x.Shape)}");
        var weight = slope.Derive("slopes", [slope.Count], whole => whole.reshape(-1));
        node.NameByParameter(node.Emit(new PRelu(slope.Count), [x], weight), 1);
    }

    /// <summary>z · Φ(z).</summary>
    public static void Gelu(NodeImport node)
    {
        var approximate = node.Node.String("approximate", "none");
        if (approximate is not ("none" or "tanh"))
            throw node.Fault($"has 'approximate' of {UnsupportedGraph.List([approximate])}, where 'none' or 'tanh' is expected");
        node.Emit(new Gelu(byTanh: approximate == "tanh"), [node.Value(0)]);
    }

    /// <summary>Softmax over the classes. Up to opset 12 it runs over all axes from the stated one on.</summary>
    public static void Softmax(NodeImport node)
    {
        var x = node.Value(0);
        var isOld = node.Opset < 13;
        var axis = node.Axis(node.Node.Int("axis", isOld ? 1 : -1), x.Shape.Length + 1);
        var single = x.Shape.Skip(1).All(side => side == 1);
        if (axis != 1 || isOld && !single)
            throw node.Fault($"runs over the axis {axis} of {UnsupportedGraph.Text(x.Shape)}, where only the channels are supported");
        node.Emit(new Softmax(), [x]);
    }
}
