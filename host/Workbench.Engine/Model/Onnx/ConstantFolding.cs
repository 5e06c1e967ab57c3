using System.Runtime.InteropServices;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// Evaluates nodes whose inputs are constants: the arithmetic of shapes, and weights in another layout or type. Integers are computed in
/// int64, other numbers in float64.
/// </summary>
internal static class ConstantFolding
{
    private const long MostElements = 1 << 20;   // of a tensor that is computed at once; larger ones are only rearranged, on request

    private static readonly Dictionary<string, Func<NodeImport, Constant>> s_lazy = new(StringComparer.Ordinal)
    {
        ["Identity"] = node => node.Constant(0),
        ["Dropout"] = node => node.Constant(0),
        ["Transpose"] = Transpose,
        ["Reshape"] = Reshape,
        ["DequantizeLinear"] = Dequantize,
    };

    private static readonly Dictionary<string, Func<NodeImport, Tensor>> s_eager = new(StringComparer.Ordinal)
    {
        ["Constant"] = ConstantValue,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Cast"] = node => Read(node, 0).to(IsFloating(node, (OnnxElement)node.Node.Int("to")) ? ScalarType.Float64 : ScalarType.Int64),
        ["Concat"] = node => cat([.. Enumerable.Range(0, node.Node.Inputs.Count).Select(i => Read(node, i))], node.Node.Int("axis")),
        ["Gather"] = Gather,
        ["Slice"] = Slice,
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Add"] = node => Read(node, 0) + Read(node, 1),
        ["Sub"] = node => Read(node, 0) - Read(node, 1),
        ["Mul"] = node => Read(node, 0) * Read(node, 1),
        ["Div"] = node => node.Constant(0).IsFloating ? Read(node, 0) / Read(node, 1) : Quotient(node),
        ["Neg"] = node => -Read(node, 0),
        ["Floor"] = node => Read(node, 0).floor(),
        ["Ceil"] = node => Read(node, 0).ceil(),
        ["Sqrt"] = node => Read(node, 0).sqrt(),
    };

    /// <summary>The operators that are evaluated on constants.</summary>
    public static bool Evaluates(string operation) => s_lazy.ContainsKey(operation) || s_eager.ContainsKey(operation);

    /// <summary>Evaluates a node.</summary>
    /// <param name="node">A node whose inputs are constants.</param>
    /// <exception cref="WeightsException">The operator is not evaluated on constants, or not on these.</exception>
    public static Constant Evaluate(NodeImport node)
    {
        if (s_lazy.TryGetValue(node.Node.Operator, out var lazy)) return lazy(node);
        if (!s_eager.TryGetValue(node.Node.Operator, out var eager))
            throw node.Fault("has constant inputs alone, for which it is not supported");
        using var scope = NewDisposeScope();
        using var none = no_grad();
        try
        {
            CheckResult(node);
            var result = eager(node);
            node.Budget.Keep(result.NumberOfElements);
            return Constant.From(node.Node.Outputs[0], result);
        }
        catch (Exception error) when (error is ExternalException or ArgumentException or InvalidOperationException)
        {
            throw node.Fault($"cannot be evaluated on its constants: {error.Message.Split('\n')[0].TrimEnd('.')}");
        }
    }

    // The elements of a result, before it is computed: those of arithmetic, of a Concat and of a Gather can be many more than were read.
    private static void CheckResult(NodeImport node)
    {
        IReadOnlyList<Constant> inputs = [.. Enumerable.Range(0, node.Count).Where(node.Has).Select(node.Constant)];
        var count = node.Node.Operator switch
        {
            "Add" or "Sub" or "Mul" or "Div" => Broadcast([.. inputs.Select(input => input.Shape)]),
            "Concat" => inputs.Sum(input => input.Count),
            "Gather" when inputs is [var data, var index] && node.Axis(node.Node.Int("axis", 0), data.Shape.Count) is var axis =>
                ElementCount.Of(data.Shape.Where((_, i) => i != axis).Append(index.Count)),
            _ => 0,
        };
        if (count > MostElements)
            throw node.Fault($"computes a constant of {count} elements, where at most {MostElements} are supported");
    }

    private static long Broadcast(IReadOnlyList<IReadOnlyList<long>> shapes) => ElementCount.Of(
        Enumerable.Range(0, shapes.Select(shape => shape.Count).DefaultIfEmpty(0).Max())
            .Select(axis => shapes.Max(shape => axis < shape.Count ? shape[shape.Count - 1 - axis] : 1)));

    private static bool IsFloating(NodeImport node, OnnxElement element) => element switch
    {
        OnnxElement.Float16 or OnnxElement.BFloat16 or OnnxElement.Float32 or OnnxElement.Float64 => true,
        OnnxElement.Int8 or OnnxElement.Int16 or OnnxElement.Int32 or OnnxElement.Int64 or OnnxElement.UInt8 => false,
        _ => throw node.Fault($"converts to type {ElementLayout.NameOf(element)}, which is not supported"),
    };

    private static Tensor Read(NodeImport node, int input)
    {
        var constant = node.Constant(input);
        if (constant.Count > MostElements)
            throw node.Fault($"computes with a constant of {constant.Count} elements, where at most {MostElements} are supported");
        node.Budget.Read(constant.Count);
        return constant.Read(constant.IsFloating ? ScalarType.Float64 : ScalarType.Int64);
    }

    private static Tensor ConstantValue(NodeImport node)
    {
        var given = node.Node;
        if (given.Has("value"))
        {
            var value = given.Tensor("value");
            if (value.Count > MostElements) throw node.Fault($"has {value.Count} elements, where at most {MostElements} are supported");
            return value.Read();
        }
        return given.Has("value_int") ? tensor(given.Int("value_int"))
            : given.Has("value_float") ? tensor(given.Float("value_float"))
            : given.Has("value_ints") ? tensor([.. given.Ints("value_ints")])
            : given.Has("value_floats") ? tensor([.. given.Floats("value_floats")])
            : throw node.Fault("has no value that is supported");
    }

    private static Tensor ConstantOfShape(NodeImport node)
    {
        var shape = node.Constant(0).Integers();
        if (
            shape.Any(side => side < 0) || shape.Length > StoredTensor.MostAxes || ElementCount.Of(shape) > MostElements)
            throw node.Fault($"makes a constant of {UnsupportedGraph.Text(shape)}, which is not supported");
        if (!node.Node.Has("value")) return zeros(shape, ScalarType.Float32);
        return node.Node.Tensor("value").Read().reshape(1).expand(shape).contiguous();
    }

    private static Tensor Gather(NodeImport node)
    {
        var (data, index) = (Read(node, 0), Read(node, 1));
        var axis = node.Axis(node.Node.Int("axis", 0), data.dim());
        index = where(index.lt(0), index + data.shape[axis], index);
        var picked = data.index_select(axis, index.reshape(-1));
        return picked.reshape([.. data.shape[..axis], .. index.shape, .. data.shape[(axis + 1)..]]);
    }

    private static Tensor Slice(NodeImport node)
    {
        var data = Read(node, 0);
        foreach (var (axis, start, end, step) in SliceBounds.Of(node, data.shape))
        {
            var picked = new List<long>();
            var by = Math.Clamp(step, -data.shape[axis] - 1, data.shape[axis] + 1);
            for (var i = start; by > 0 ? i < end : i > end; i += by) picked.Add(i);
            data = data.index_select(axis, tensor(picked.ToArray(), ScalarType.Int64));
        }
        return data;
    }

    private static Tensor Squeeze(NodeImport node)
    {
        var data = Read(node, 0);
        if (node.Axes(1) is not { } axes) return data.squeeze();
        var dropped = axes.Select(axis => node.Axis(axis, data.dim())).ToHashSet();
        return data.reshape([.. data.shape.Where((_, axis) => !dropped.Contains(axis))]);
    }

    private static Tensor Unsqueeze(NodeImport node)
    {
        var data = Read(node, 0);
        var axes = node.Axes(1) ?? throw node.Fault("has no axes");
        foreach (var axis in axes.Select(axis => node.Axis(axis, data.dim() + axes.Count)).Order()) data = data.unsqueeze(axis);
        return data;
    }

    private static Tensor Quotient(NodeImport node)
    {
        var divisor = Read(node, 1);
        return divisor.eq(0).any().item<bool>() ? throw node.Fault("divides by zero") : div(Read(node, 0), divisor, RoundingMode.trunc);
    }

    private static Constant Transpose(NodeImport node)
    {
        var data = node.Constant(0);
        IReadOnlyList<long> order = node.Node.Ints("perm", [.. Enumerable.Range(0, data.Shape.Count).Select(axis => (long)axis).Reverse()]);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, data.Shape.Count).Select(axis => (long)axis)))
            throw node.Fault($"has the axes [{string.Join(',', order)}] for a constant of {data.Shape.Count} axes");
        return data.Derive(
            $"transpose {string.Join(',', order)}", [.. order.Select(axis => data.Shape[(int)axis])], whole => whole.permute([.. order]));
    }

    private static Constant Reshape(NodeImport node)
    {
        var data = node.Constant(0);
        long[] shape = [.. node.Constant(1).Integers()];
        for (var i = 0; i < shape.Length; i++)
            if (shape[i] == 0 && i < data.Shape.Count && node.Node.Int("allowzero", 0) == 0) shape[i] = data.Shape[i];
        if (shape.Count(side => side == -1) == 1 && shape.All(side => side is -1 or > 0))
            shape[Array.IndexOf(shape, -1)] = data.Count / ElementCount.Of(shape.Where(side => side != -1));
        if (shape.Length > StoredTensor.MostAxes || shape.Any(side => side < 0) || ElementCount.Of(shape) != data.Count)
            throw node.Fault($"gives a constant of {UnsupportedGraph.Text(data.Shape)} the shape {UnsupportedGraph.Text(shape)}");
        return data.Derive("reshape", shape, whole => whole.reshape(shape));
    }

    // (x − zero) · scale, for one scale or one for each position along an axis.
    private static Constant Dequantize(NodeImport node)
    {
        var (data, scale) = (node.Constant(0), node.Constant(1));
        if (node.Node.Int("block_size", 0) != 0) throw node.Fault("has scales for blocks, which are not supported");
        long[] sides = [.. data.Shape.Select(_ => 1L)];
        if (scale.Count > 1)
        {
            var axis = node.Axis(node.Node.Int("axis", 1), sides.Length);
            sides[axis] = data.Shape[axis];
        }
        var zero = node.Has(2) ? node.Constant(2) : null;
        var count = sides.Aggregate(1L, (product, side) => product * side);
        if (scale.Count != count || zero is not null && zero.Count != count)
            throw node.Fault($"has {scale.Count} scales for a constant of {UnsupportedGraph.Text(data.Shape)}");
        return new Constant(
            node.Node.Outputs[0],
            data.Shape,
            ScalarType.Float32,
            type =>
            {
                using var scope = NewDisposeScope();
                var shifted = data.Read(ScalarType.Int64);
                if (zero is not null) shifted = shifted - zero.Read(ScalarType.Int64).reshape(sides);
                return (shifted.to(type) * scale.Read(type).reshape(sides)).MoveToOuterDisposeScope();
            },
            zero is null ? [data, scale] : [data, scale, zero]);
    }
}
