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
