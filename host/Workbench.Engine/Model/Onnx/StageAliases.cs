namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// Names the stages of a network <c>b1</c>, <c>b2</c>…, as the blocks of a VGG are named. A stage is all that is computed at one resolution
/// at which the network convolves, the smallest so far; its name means its last layer, before the resolution is reduced.
/// </summary>
internal static class StageAliases
{
    private const int Most = 5;

    /// <summary>The layers that end the last five stages, by name; none for a network with a single resolution.</summary>
    /// <param name="layers">The layers in topological order.</param>
    public static IEnumerable<(string Alias, ImportedLayer Layer)> Of(IReadOnlyList<ImportedLayer> layers)
    {
        var stages = new List<(ImportedLayer Last, bool Convolves)>();
        // A layer that grows again, as a detector's upper heads do, is in no stage. Nor is one whose positions are another shape's.
        var smallest = (Height: long.MaxValue, Width: 1L);
        foreach (var layer in layers)
        {
            if (layer.Shape is not [_, var height, var width] || height * width == 1 || layer.Operator!.Kind == LayerKind.Pad) continue;
            if (height * width < smallest.Height * smallest.Width)
            {
                stages.Add((layer, Convolves: false));
                smallest = (height, width);
            }
            if ((height, width) == smallest)
                stages[^1] = (layer, stages[^1].Convolves || layer.Operator.Kind == LayerKind.Conv2d);
        }
        var ends = stages.Where(stage => stage.Convolves).Select(stage => stage.Last).TakeLast(Most).ToList();
        return ends.Count < 2 ? [] : ends.Select((layer, i) => ($"b{i + 1}", layer));
    }
}
