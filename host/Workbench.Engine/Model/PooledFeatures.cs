namespace Workbench.Engine.Model;

/// <summary>The features behind a network's global pooling, which a linear classifier reads.</summary>
/// <param name="Layer">Index of the layer whose output [B,F] they are.</param>
/// <param name="Count">F, the number of features.</param>
/// <param name="HasClassifier">Whether one fully connected layer follows, which computes the logits.</param>
public sealed record PooledFeatures(int Layer, long Count, bool HasClassifier)
{
    /// <summary>
    /// The pooled features of a network that ends in them, or in one fully connected layer behind them; null for another network.
    /// </summary>
    /// <param name="network">The layers.</param>
    public static PooledFeatures? Find(Architecture network)
    {
        var (last, side) = (network.Layers[^1], network.InputSize);
        var hasClassifier = last.Kind == LayerKind.Linear && last.Inputs is [>= 0];
        var top = hasClassifier ? network.Layers[last.Inputs[0]] : last;
        var pool = top;
        while (pool.Kind is LayerKind.Flatten or LayerKind.Dropout or LayerKind.Reshape && pool.Inputs[0] >= 0)
            pool = network.Layers[pool.Inputs[0]];
        if (pool.Kind is not (LayerKind.AvgPool2d or LayerKind.MaxPool2d) || network.SizeFault(side, side) is not null) return null;
        var shapes = network.Shapes(side, side);
        return shapes[pool.Index] is [_, 1, 1] or [_] && shapes[top.Index] is [var count]
            ? new(top.Index, count, hasClassifier)
            : null;
    }
}
