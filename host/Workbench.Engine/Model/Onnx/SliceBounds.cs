namespace Workbench.Engine.Model.Onnx;

/// <summary>The part of an axis that a Slice takes: from Start up to, not including, End.</summary>
internal readonly record struct SliceBounds(int Axis, long Start, long End, long Step)
{
    /// <summary>The bounds that a node states, within the axes' sizes.</summary>
    /// <param name="node">A Slice.</param>
    /// <param name="shape">Shape of its input, with the batch.</param>
    public static IReadOnlyList<SliceBounds> Of(NodeImport node, IReadOnlyList<long> shape)
    {
        var (starts, ends) = (node.Constant(1).Integers(), node.Constant(2).Integers());
        var axes = node.Has(3) ? node.Constant(3).Integers() : [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = node.Has(4) ? node.Constant(4).Integers() : [.. starts.Select(_ => 1L)];
        var fits = ends.Length == starts.Length && axes.Length == starts.Length && steps.Length == starts.Length;
        if (!fits || starts.Length > 2 * shape.Count || steps.Contains(0))
            throw node.Fault("has starts, ends, axes and steps that do not fit each other");
        var bounds = new List<SliceBounds>();
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = node.Axis(axes[i], shape.Count);
            var (size, step) = (shape[axis], steps[i]);
            long Within(long position) => Math.Clamp(
                position < 0 ? Math.Max(position, -size - 1) + size : position, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
            bounds.Add(new(axis, Within(starts[i]), Within(ends[i]), step));
        }
        return bounds;
    }
}
