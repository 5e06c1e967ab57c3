namespace Workbench.Plugins.Aggregation;

/// <summary>Options of the methods that read one layer.</summary>
public abstract record LayerOptions
{
    /// <summary>Layer whose activation, gradient or both the method reads. Default: b5.</summary>
    [Option("layer whose activation, gradient or both are read")]
    public LayerRef Layer { get; init; } = "b5";
}

/// <summary>Options of the methods that read one layer and sum positive terms.</summary>
public abstract record PositiveLayerOptions : LayerOptions
{
    /// <summary>How terms are made positive before the sum. Default: abs.</summary>
    [Option("how terms are made positive before the sum")]
    public Positive Positive { get; init; } = Positive.Abs;
}

/// <summary>Requests of the methods that make a map of one layer.</summary>
internal static class LayerRequests
{
    /// <summary>A request that reads a layer.</summary>
    /// <exception cref="UnsupportedModelException">The layer has no positions, which a map needs.</exception>
    public static PassRequest Read(this IArchitecture model, LayerRef layer, Tap tap) => model[layer].HasPositions
        ? PassRequest.Create(layer, tap)
        : throw new UnsupportedModelException($"{model[layer]} has no rows and columns of the image; 'last' is the last layer with several");
}
