using Workbench.Engine.Runs;

namespace Workbench.Reporting.Claims;

/// <summary>Values of some methods near a number: their whole intervals are.</summary>
internal sealed class NearCase(NearClaim claim, RunResult result) : Case(claim, result)
{
    public override string Sentence =>
        $"{What(claim.Metric, claim.At)} of {string.Join(", ", claim.Methods)} is {Show(claim.Value)} within {Show(claim.Within)}";

    public override IEnumerable<string> Metrics => [claim.Metric];

    public override IReadOnlyList<(string Method, string? Other)> Pairs => [.. claim.Methods.Select(method => (method, (string?)null))];

    public override Source Value(string method) => Source.Of(Result.Cell(method, claim.Metric), claim.At);

    public override Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled)
    {
        var mine = resampled[method];
        var value = mine.Estimate();
        var (low, high) = (claim.Value - claim.Within, claim.Value + claim.Within);
        var verdict = value.Interval.Low >= low && value.Interval.High <= high ? Verdict.Holds
            : value.Interval.High < low || value.Interval.Low > high ? Verdict.DoesNotHold : Verdict.Undecided;
        var by = mine.Select(number => claim.Within - Math.Abs(number - claim.Value)).ToArray().Estimate();
        return new(method, null, value, new(claim.Value, new(claim.Value, claim.Value)), by, verdict);
    }

    public override string Numbers(IReadOnlyList<Margin> margins) =>
        $"farthest is {margins[0].Method} with {Show(margins[0].Mine)}."
        + Named("It fails for", margins, Verdict.DoesNotHold, margin => margin.Method) + Named("Undecided for", margins, Verdict.Undecided, margin => margin.Method);
}
