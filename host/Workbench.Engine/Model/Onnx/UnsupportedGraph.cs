using Workbench.Engine.Model.Files.Onnx;

namespace Workbench.Engine.Model.Onnx;

/// <summary>The errors of a graph that cannot become a network.</summary>
internal static class UnsupportedGraph
{
    /// <summary>An error about the model.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="clause">The fault as a clause, with its remedy.</param>
    public static WeightsException Error(string path, string clause) => new($"The weights '{path}' cannot become a network: {clause}.");

    /// <summary>An error about a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="clause">The fault as a clause about the node.</param>
    public static WeightsException Error(OnnxNode node, string clause) => Error(node.Path, $"{node.Label} {clause}");

    /// <summary>Names for a message, printable; the first eight of more.</summary>
    public static string List(IEnumerable<string> names) =>
        First(names.Select(name => $"'{UnreadableFileException.Printable(name)}'"), ", ");

    /// <summary>A stated shape: <c>[N,3,224,224]</c>.</summary>
    public static string Text(IReadOnlyList<OnnxSize>? shape) => shape is null
        ? "no stated shape"
        : $"[{First(shape.Select(size => size.Length?.ToString() ?? UnreadableFileException.Printable(size.Symbol ?? "?")), ",")}]";

    /// <summary>A shape: <c>[64,3,7,7]</c>.</summary>
    public static string Text(IEnumerable<long> shape) => $"[{First(shape.Select(side => $"{side}"), ",")}]";

    private static string First(IEnumerable<string> texts, string separator)
    {
        const int Most = 8;
        List<string> first = [.. texts.Take(Most + 1)];
        return first.Count <= Most ? string.Join(separator, first) : string.Join(separator, first[..Most]) + separator + "…";
    }
}
