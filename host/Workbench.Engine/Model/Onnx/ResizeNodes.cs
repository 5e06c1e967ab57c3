using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>Images enlarged by whole factors.</summary>
internal static class ResizeNodes
{
    /// <summary>Nearest or bilinear enlarging.</summary>
    public static void Resize(NodeImport node)
    {
        var x = node.Value(0);
        if (x.Shape is not [_, var height, var width])
            throw node.Fault($"resizes {UnsupportedGraph.Text(x.Shape)}, where [C,H,W] is expected");
        var (rows, columns) = Factors(node, height, width);
        var mode = node.Node.String("mode", "nearest");
        var place = node.Node.String("coordinate_transformation_mode", "half_pixel");
        var rounding = node.Node.String("nearest_mode", "round_prefer_floor");
        // With whole factors these are the same.
        var repeats = mode == "nearest" && (place == "asymmetric" && rounding == "floor"
            || place is "half_pixel" or "pytorch_half_pixel" && rounding is "round_prefer_floor" or "round_prefer_ceil");
        if (!repeats && !(mode == "linear" && place is "half_pixel" or "pytorch_half_pixel"))
            throw node.Fault($"resizes by {UnsupportedGraph.List([mode, place, rounding])}, which is not supported");
        node.Emit(new Resize(rows, columns, isBilinear: !repeats), [x]);
    }

    private static (long Rows, long Columns) Factors(NodeImport node, long height, long width)
    {
        var sizes = node.Has(3) ? node.Constant(3).Integers() : null;
        var factors = node.Has(2) && node.Constant(2).Count > 0 ? node.Constant(2).Numbers() : null;
        var found = sizes is [_, _, var high, var wide] ? [1, 1, (double)high / height, (double)wide / width] : factors;
        return
            found is [1, 1, >= 1 and <= 64 and var rows, >= 1 and <= 64 and var columns] && rows == (long)rows && columns == (long)columns
                ? ((long)rows, (long)columns)
                : throw node.Fault("does not enlarge rows and columns by constant whole factors, which alone is supported");
    }
}
