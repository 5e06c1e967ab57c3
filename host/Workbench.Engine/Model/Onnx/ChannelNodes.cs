using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Values joined and divided along the channels.</summary>
internal static class ChannelNodes
{
    /// <summary>Values one after the other along the channels.</summary>
    public static void Concat(NodeImport node)
    {
        var values = node.Values();
        if (node.Axis(node.Node.Int("axis"), values[0].Shape.Length + 1) != 1)
            throw node.Fault($"joins along the axis {node.Node.Int("axis")}, where only the channels, 1, are supported");
        if (values.Count == 1) node.Emit(values[0]);
        else node.Emit(new Concat(), values);
    }

    /// <summary>Some positions of one axis, one after the other.</summary>
    public static void Slice(NodeImport node)
    {
        var x = node.Value(0);
        foreach (var (axis, start, end, step) in SliceBounds.Of(node, [GraphImport.Batch, .. node.Value(0).Shape]))
        {
            if (axis == 0 && (start, end, step) == (0, GraphImport.Batch, 1)) continue;
            if (axis == 0 || step != 1 || end <= start)
                throw node.Fault($"takes {start} to {end} of the axis {axis} in steps of {step}, which is not supported");
            if (end - start < x.Shape[axis - 1]) x = node.Layer(new Slice(start, end - start, axis - 1), [x], "");
        }
        node.Emit(x);
    }

    /// <summary>The channels in parts.</summary>
    public static void Split(NodeImport node)
    {
        var x = node.Value(0);
        if (node.Axis(node.Node.Int("axis", 0), x.Shape.Length + 1) != 1)
            throw node.Fault($"divides the axis {node.Node.Int("axis", 0)}, where only the channels, 1, are supported");
        var (channels, parts) = (x.Shape[0], node.Node.Outputs.Count);
        var size = (channels + parts - 1) / parts;
        IReadOnlyList<long> sizes = node.Node.Has("split") ? node.Node.Ints("split")
            : node.Has(1) ? node.Constant(1).Integers()
            : [.. Enumerable.Range(0, parts).Select(part => Math.Clamp(channels - part * size, 0, size))];
        if (sizes.Count != parts || sizes.Any(one => one < 1) || sizes.Sum() != channels)
            throw node.Fault($"divides {channels} channels into {UnsupportedGraph.Text(sizes)} for {parts} outputs");
        var start = 0L;
        for (var part = 0; part < parts; start += sizes[part++])
            if (node.IsRead(part)) node.Emit(node.Layer(new Slice(start, sizes[part]), [x], parts > 1 ? $".{part}" : ""), part);
    }

    /// <summary>Some of the channels by constant indices that follow each other, or a single one.</summary>
    public static void Gather(NodeImport node)
    {
        var (x, index) = (node.Value(0), node.Constant(1));
        if (node.Axis(node.Node.Int("axis", 0), x.Shape.Length + 1) != 1)
            throw node.Fault($"picks along the axis {node.Node.Int("axis", 0)}, where only the channels, 1, are supported");
        long[] picked = [.. index.Integers().Select(one => one < 0 ? one + x.Shape[0] : one)];
        if (picked.Length == 0 || index.Shape.Count > 1 || picked.Where((one, i) => one != picked[0] + i).Any())
            throw node.Fault($"picks the channels {UnsupportedGraph.Text(picked)}, where only neighbours in their order are supported");
        if (picked[0] < 0 || picked[^1] >= x.Shape[0])
            throw node.Fault($"picks channels that do not exist: {UnsupportedGraph.Text(picked)} of {x.Shape[0]}");
        var some = picked.Length == x.Shape[0] ? x : node.Layer(new Slice(picked[0], picked.Length), [x], "");
        node.Emit(index.Shape.Count == 1 || some.Shape.Length == 1 ? some : ShapeNodes.Reshaped(node, some, some.Shape[1..]));
    }

    /// <summary>The maximum of several values of one shape.</summary>
    public static void Max(NodeImport node)
    {
        if (node.Count == 2 && (node.IsConstant(0) || node.IsConstant(1)))
        {
            var value = node.IsConstant(0) ? 1 : 0;
            var low = node.Number(1 - value, 0);
            node.Emit(low == 0 ? new Relu() : new Clip(low, double.PositiveInfinity), [node.Value(value)]);
            return;
        }
        var values = node.Values();
        var stacked = values.Select((value, i) => node.Layer(new Reshape([1, .. value.Shape]), [value], $".{i}")).ToList();
        node.Emit(new MaximumOver([0], keeps: false), [node.Layer(new Concat(), stacked, ".all")]);
    }
}
