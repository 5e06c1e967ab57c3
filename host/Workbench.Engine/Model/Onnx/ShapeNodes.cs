using TorchSharp;
using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Values in another shape. The first axis stays the batch.</summary>
internal static class ShapeNodes
{
    /// <summary>
    /// The shape of a value, or its number of elements, as a constant in which <see cref="GraphImport.Batch"/> stands for the batch.
    /// </summary>
    public static Constant ShapeOf(NodeImport node)
    {
        IReadOnlyList<long> shape = node.IsConstant(0) ? node.Constant(0).Shape : [GraphImport.Batch, .. node.Value(0).Shape];
        if (node.Node.Operator == "Size")
            return Constant.From(node.Node.Outputs[0], torch.tensor(shape.Aggregate(1L, (product, side) => product * side)));
        int Within(long position) => (int)Math.Clamp(position < 0 ? position + shape.Count : position, 0, shape.Count);
        var (start, end) = (Within(node.Node.Int("start", 0)), Within(node.Node.Int("end", shape.Count)));
        long[] part = [.. shape.Skip(start).Take(end - start)];
        return Constant.From(node.Node.Outputs[0], torch.tensor(part, torch.ScalarType.Int64));
    }

    /// <summary>[N,C,H,W] to [N,C·H·W].</summary>
    public static void Flatten(NodeImport node)
    {
        var x = node.Value(0);
        if (node.Axis(node.Node.Int("axis", 1), x.Shape.Length + 2) != 1)   // the axis may also be the number of axes
            throw node.Fault($"has 'axis' of {node.Node.Int("axis", 1)}, where only 1 is supported");
        node.Emit(Reshaped(node, x, [Count(x)]));
    }

    /// <summary>Another shape, stated by a constant whose first entry is the batch.</summary>
    public static void Reshape(NodeImport node)
    {
        var (x, stated) = (node.Value(0), node.Constant(1).Integers());
        var shown = $"gives values of {UnsupportedGraph.Text(x.Shape)} for each image the shape {UnsupportedGraph.Text(stated)}";
        if (stated.Length < 2 || stated[0] is not (-1 or 0 or 1 or GraphImport.Batch))
            throw node.Fault($"{shown}, where the first entry has to stay the batch");
        long[] shape = [.. stated[1..]];
        for (var i = 0; i < shape.Length; i++)
            if (shape[i] == 0)
                shape[i] = node.Node.Int("allowzero", 0) == 0 && i < x.Shape.Length
                    ? x.Shape[i]
                    : throw node.Fault($"{shown}, which is empty");
        if (stated[0] != -1 && shape.Count(side => side == -1) == 1 && shape.All(side => side >= -1))
            shape[Array.IndexOf(shape, -1)] = Count(x) / ElementCount.Of(shape.Where(side => side != -1));
        if (shape.Any(side => side < 1) || ElementCount.Of(shape) != Count(x))
            throw node.Fault($"{shown}, where the first entry has to stay the batch");
        node.Emit(Reshaped(node, x, shape));
    }

    /// <summary>Axes of size 1 dropped.</summary>
    public static void Squeeze(NodeImport node)
    {
        var x = node.Value(0);
        var axes = node.Axes(1)?.Select(axis => node.Axis(axis, x.Shape.Length + 1) - 1).ToHashSet()
            ?? [.. Enumerable.Range(0, x.Shape.Length).Where(axis => x.Shape[axis] == 1)];
        if (axes.Any(axis => axis < 0 || x.Shape[axis] != 1))
            throw node.Fault($"drops axes of {UnsupportedGraph.Text(x.Shape)} that are the batch or larger than 1");
        node.Emit(Reshaped(node, x, [.. x.Shape.Where((_, axis) => !axes.Contains(axis))]));
    }

    /// <summary>Axes of size 1 added.</summary>
    public static void Unsqueeze(NodeImport node)
    {
        var x = node.Value(0);
        var stated = node.Axes(1) ?? throw node.Fault("has no axes");
        var count = x.Shape.Length + 1 + stated.Count;
        var axes = stated.Select(axis => node.Axis(axis, count)).Order().ToList();
        if (axes is [0, ..]) throw node.Fault("adds an axis before the batch, which is not supported");
        var shape = x.Shape.ToList();
        foreach (var axis in axes) shape.Insert(axis - 1, 1);
        node.Emit(Reshaped(node, x, [.. shape]));
    }

    /// <summary>Axes in another order.</summary>
    public static void Transpose(NodeImport node)
    {
        var x = node.Value(0);
        var order = node.Node.Ints("perm", [.. Enumerable.Range(0, x.Shape.Length + 1).Select(axis => (long)axis).Reverse()]);
        if (order is not [0, ..] || !order.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Length + 1).Select(axis => (long)axis)))
            throw node.Fault($"has 'perm' of {UnsupportedGraph.Text(order)}, where the first axis has to stay the batch");
        int[] own = [.. order.Skip(1).Select(axis => (int)axis - 1)];
        if (own.Select((axis, i) => axis == i).All(stays => stays)) node.Emit(x);
        else node.Emit(new Permute(own), [x]);
    }

    /// <summary>
    /// A value in another shape. A shape that an earlier layer has already is that layer, and a channel shuffle is recognised: its channels
    /// were divided into groups, which were exchanged with the channels of each.
    /// </summary>
    public static ImportedLayer Reshaped(NodeImport node, ImportedLayer x, long[] shape)
    {
        while (x.Operator is Operators.Reshape or Operators.Flatten && !x.Shape.SequenceEqual(shape)) x = x.Inputs[0];
        if (x.Shape.SequenceEqual(shape)) return x;
        if (
            x.Operator is Permute { Order: [1, 0, ..] } turned
            && turned.Order.Skip(2).Select((axis, i) => axis == i + 2).All(stays => stays)
            && x.Inputs[0] is { Operator: Operators.Reshape, Shape: [var groups, var own, ..] } divided
            && divided.Inputs[0] is { Shape: [var channels, _, _] } whole
            && channels == groups * own
            && whole.Shape.SequenceEqual(shape))
            return node.Layer(new ChannelShuffle(groups), [whole], "");
        return node.Layer(shape.Length == 1 ? new Flatten() : new Reshape(shape), [x], "");
    }

    private static long Count(ImportedLayer x) => ElementCount.Of(x.Shape);
}
