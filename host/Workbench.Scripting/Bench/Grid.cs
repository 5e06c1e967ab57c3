namespace Workbench.Scripting;

/// <summary>Methods under metrics: the cells of one table.</summary>
/// <param name="Methods">Its rows.</param>
/// <param name="Metrics">Its columns.</param>
public sealed record Grid(IReadOnlyList<Method> Methods, IReadOnlyList<Metric> Metrics)
{
    /// <summary>The table's caption. Default: none.</summary>
    public string Title { get; init; } = "";
}
