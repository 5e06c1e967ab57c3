using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Pools, reductions over positions, and padding.</summary>
internal static class PoolNodes
{
    /// <summary>The maximum of each window.</summary>
    public static void MaxPool(NodeImport node)
    {
        var (x, borders, ceil) = Window(node);
        // libtorch pads by at most half a window.
        node.Emit(
            borders.AreEven && 2 * borders.Top <= borders.Kernel.Rows && 2 * borders.Left <= borders.Kernel.Columns
                ? new MaxPool(borders.Window(ceil))
                : new UnevenMaxPool(borders.Bare(ceil), borders.Left, borders.Right, borders.Top, borders.Bottom),
            [x]);
    }

    /// <summary>The average of each window.</summary>
    public static void AveragePool(NodeImport node)
    {
        var (x, borders, ceil) = Window(node);
        if (borders.Dilation is not (1, 1)) throw node.Fault("has 'dilations', which are not supported");
        var counts = node.Node.Int("count_include_pad", 0) != 0;
        if (borders.AreEven && 2 * borders.Top <= borders.Kernel.Rows && 2 * borders.Left <= borders.Kernel.Columns)
            node.Emit(new AveragePool(borders.Window(ceil), counts), [x]);
        else if (counts && !ceil)
            node.Emit(new AveragePool(borders.Bare(), countsPadding: true), [node.Layer(borders.Pad(0), [x], ".pad")]);
        else throw node.Fault(
            "has padding that differs between opposite sides, which is supported only if it counts ('count_include_pad')");
    }

    /// <summary>A reduction over rows and columns.</summary>
    /// <param name="node">The node.</param>
    /// <param name="whole">Reduces to one position.</param>
    public static void Reduce(NodeImport node, Operator whole)
    {
        var (x, axes, keeps) = Reduction(node);
        if (!axes.SequenceEqual([1, 2]))
            throw node.Fault(
                $"reduces the axes {UnsupportedGraph.Text(axes.Select(axis => axis + 1L))}"
                + ", where only rows and columns, [2,3], are supported");
        if (keeps) node.Emit(whole, [x]);
        else node.Emit(new Flatten(), [node.Layer(whole, [x], ".pool")]);
    }

    /// <summary>The maximum over axes.</summary>
    public static void ReduceMax(NodeImport node)
    {
        var (x, axes, keeps) = Reduction(node);
        node.Emit(new MaximumOver(axes, keeps), [x]);
    }

    /// <summary>The maximum over rows and columns.</summary>
    public static void GlobalMaxPool(NodeImport node) => node.Emit(new MaximumOver([1, 2], keeps: true), [node.Value(0)]);

    /// <summary>Constant pixels around the image. Without any, the value itself.</summary>
    public static void Pad(NodeImport node)
    {
        var mode = node.Node.String("mode", "constant");
        var (x, pads) = (node.Value(0), node.Constant(1).Integers());
        var count = x.Shape.Length + 1;
        long[] axes = node.Has(3) ? node.Constant(3).Integers() : [.. Enumerable.Range(0, count).Select(axis => (long)axis)];
        if (pads.Length != 2 * axes.Length) throw node.Fault($"has {pads.Length} pads for {axes.Length} axes");
        var (before, behind) = (new long[count], new long[count]);
        for (var i = 0; i < axes.Length; i++)
            (before[node.Axis(axes[i], count)], behind[node.Axis(axes[i], count)]) = (pads[i], pads[axes.Length + i]);
        if (pads.All(pad => pad == 0)) node.Emit(x);
        else if (mode != "constant") throw node.Fault($"has 'mode' of {UnsupportedGraph.List([mode])}, where only 'constant' is supported");
        else if (count != 4 || before[0] + behind[0] + before[1] + behind[1] > 0 || pads.Any(pad => pad is < 0 or > 4096))
            throw node.Fault($"has pads of {UnsupportedGraph.Text(pads)}, where only rows and columns can be padded, by at most 4096");
        else if (!double.IsFinite(node.Number(2, 0))) throw node.Fault("pads with NaN or infinity, which is not supported");
        else node.Emit(new Pad(before[3], behind[3], before[2], behind[2], node.Number(2, 0)), [x]);
    }

    private static (ImportedLayer X, Borders Borders, bool Ceil) Window(NodeImport node)
    {
        var x = node.Value(0);
        var kernel = node.Node.Ints("kernel_shape");
        if (kernel is not [> 0 and <= Borders.Largest, > 0 and <= Borders.Largest])
            throw node.Fault(
                $"has 'kernel_shape' of {UnsupportedGraph.Text(kernel)}, where [rows,columns] of 1 to {Borders.Largest} are expected");
        return (x, Borders.Of(node, (kernel[0], kernel[1]), x.Shape), node.Node.Int("ceil_mode", 0) != 0);
    }

    // Axes without the batch, in order.
    private static (ImportedLayer X, IReadOnlyList<int> Axes, bool Keeps) Reduction(NodeImport node)
    {
        var x = node.Value(0);
        var count = x.Shape.Length + 1;
        var axes = node.Axes(1) ?? [.. Enumerable.Range(0, count).Select(axis => (long)axis)];
        List<int> own = [.. axes.Select(axis => node.Axis(axis, count) - 1).Order()];
        return own.Count > 0 && own[0] >= 0
            ? (x, own, node.Node.Int("keepdims", 1) != 0)
            : throw node.Fault("reduces the batch, which is not supported");
    }
}
