namespace Workbench.Results;

/// <summary>A claim about a table, which a run checks on the table's rows. Methods and metrics have their canonical names.</summary>
public abstract record Claim
{
    /// <summary>The value of <c>at</c> for the mean over a curve's states.</summary>
    public const string MeanOfCurve = "mean";
}
