namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// Names the stages of a network <c>b1</c>, <c>b2</c>…, as the blocks of a VGG are named. A stage is all that is computed at one resolution
/// at which the network convolves; its name means its last layer, before the resolution is reduced.
/// </summary>
internal static class StageAliases
{
    private const int Most = 5;

    /// <summary>The layers that end the last five stages, by name; none for a network with a single resolution.</summary>
    /// <param name="layers">The layers in topological order.</param>
    public static IEnumerable<(string Alias, ImportedLayer Layer)> Of(IReadOnlyList<ImportedLayer> layers)
    {
        var ends = layers
            .Where(layer => layer.Shape is [_, var height, var width] && height * width > 1 && layer.Operator!.Kind != LayerKind.Pad)
            .GroupBy(layer => (layer.Shape[1], layer.Shape[2]))
            .Where(stage => stage.Any(layer => layer.Operator!.Kind == LayerKind.Conv2d))
            .OrderByDescending(stage => stage.Key.Item1 * stage.Key.Item2)
            .Select(stage => stage.Last())
            .TakeLast(Most)
            .ToList();
        return ends.Count < 2 ? [] : ends.Select((layer, i) => ($"b{i + 1}", layer));
    }
}
