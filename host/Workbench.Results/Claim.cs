namespace Workbench.Results;

/// <summary>A claim about a table, to be checked on its rows. Methods and metrics are named by canonical name.</summary>
public abstract record Claim
{
    /// <summary>What <c>at</c> calls the mean over a curve's states.</summary>
    public const string MeanOfCurve = "mean";
}
