using Workbench.Engine.Model.Files.Onnx;

namespace Workbench.Engine.Model.Onnx;

/// <summary>The input and the output of a graph: images [N,3,H,W] and logits [N,classes].</summary>
/// <param name="Input">Name of the input.</param>
/// <param name="Output">Name of the output.</param>
/// <param name="Side">Side of the square images that the file states; null for any.</param>
internal sealed record GraphPorts(string Input, string Output, int? Side)
{
    private const int LargestSide = 4096;
    private const int MostNamed = 8;

    /// <summary>Finds them.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="WeightsException">The graph has other inputs, or not exactly one such output.</exception>
    public static GraphPorts Find(OnnxModel model)
    {
        var input = model.Graph.Inputs switch
        {
            [var one] => one,
            [] => throw UnsupportedGraph.Error(model.Path, "its graph has no input, where one of [N,3,H,W] is expected"),
            var several => throw UnsupportedGraph.Error(
                model.Path,
                $"its graph has {several.Count} inputs, {UnsupportedGraph.List(several.Select(one => one.Name))}, "
                + "where one of [N,3,H,W] is expected"),
        };
        return new(input.Name, FindOutput(model), CheckInput(model.Path, input));
    }

    private static int? CheckInput(string path, OnnxValue input)
    {
        Exception Fault(string clause) => UnsupportedGraph.Error(path, $"its input {UnsupportedGraph.List([input.Name])} {clause}");
        if (input.Element is not (OnnxElement.Float32 or OnnxElement.Float64 or OnnxElement.Float16 or OnnxElement.BFloat16))
            throw Fault(
                $"has elements of type {(input.Element is { } element ? ElementLayout.NameOf(element) : "none")}"
                + ", where floating point is expected");
        if (input.Shape is null) return null;
        if (input.Shape is not [var batch, var channels, var height, var width] || channels.Length is not (null or 3))
            throw Fault($"is {UnsupportedGraph.Text(input.Shape)}, where [N,3,H,W] is expected");
        if (batch.Length is not (null or 1))
            throw Fault($"is {UnsupportedGraph.Text(input.Shape)}, a batch of fixed size. Export it with a dynamic batch or one of 1");
        if (height.Length is null && width.Length is null) return null;
        if ((height.Length ?? width.Length) != (width.Length ?? height.Length))
            throw Fault($"is {UnsupportedGraph.Text(input.Shape)}, where square images are expected");
        return
            (height.Length ?? width.Length) is > 0 and <= LargestSide and var side
                ? (int)side
                : throw Fault($"is {UnsupportedGraph.Text(input.Shape)}, where a side of 1 to {LargestSide} is expected");
    }

    private static string FindOutput(OnnxModel model)
    {
        var outputs = model.Graph.Outputs;
        if (outputs.Count == 1) return outputs[0].Name;
        var fitting = outputs.Where(output => output.Shape is [_, _] or [_, _, { Length: 1 }, { Length: 1 }]).ToList();
        return
            fitting is [var one]
                ? one.Name
                : throw UnsupportedGraph.Error(
                    model.Path,
                    $"its graph has {outputs.Count} outputs, of which {fitting.Count} are [N,classes]: "
                    + (outputs.Count == 0
                        ? "none"
                        : string.Join(
                            ", ",
                            outputs
                                .Take(MostNamed)
                                .Select(output => $"{UnsupportedGraph.List([output.Name])} {UnsupportedGraph.Text(output.Shape)}")))
                    + ". Exactly one such output is expected");
    }
}
