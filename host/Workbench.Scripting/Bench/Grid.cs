namespace Workbench.Scripting;

/// <summary>The methods and metrics of one table: a cell for each pair.</summary>
/// <param name="Methods">The rows.</param>
/// <param name="Metrics">The columns.</param>
public sealed record Grid(IReadOnlyList<Method> Methods, IReadOnlyList<Metric> Metrics)
{
    /// <summary>The table's caption. Default: none.</summary>
    public string Title { get; init; } = "";
}
