using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>Compares values with a number: the claim holds if their whole intervals lie within a tolerance.</summary>
internal sealed class NearCase(NearClaim claim, TableResult result) : ClaimCase(claim, result)
{
    public override string Sentence =>
        $"{MetricAtState(claim.Metric, claim.At)} of {string.Join(", ", claim.Methods)} is {FormatSpecValue(claim.Value)} within "
        + $"{FormatSpecValue(claim.Within)}";

    public override IEnumerable<string> Metrics => [claim.Metric];

    public override IReadOnlyList<(string Method, string? Other)> Pairs => [.. claim.Methods.Select(method => (method, (string?)null))];

    public override ValueSource Value(string method) => ValueSource.FromCell(Result.Cell(method, claim.Metric), claim.At);

    public override Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled)
    {
        var mine = resampled[method];
        var value = mine.ToEstimate();
        var (number, within) = (Column.FromDisplayed(claim.Value), Column.FromDisplayed(claim.Within));
        var (low, high) = (number - within, number + within);
        var verdict = value.Interval.Low >= low && value.Interval.High <= high ? Verdict.Holds
            : value.Interval.High < low || value.Interval.Low > high ? Verdict.DoesNotHold : Verdict.Undecided;
        var by = mine.Select(drawn => within - Math.Abs(drawn - number)).ToArray().ToEstimate();
        return new(method, null, value, new(number, new(number, number)), by, verdict);
    }

    public override string Numbers(IReadOnlyList<Margin> margins) =>
        $"farthest is {margins[0].Method} with {Format(margins[0].Value)}."
        + ListByVerdict("It fails for", margins, Verdict.DoesNotHold, margin => margin.Method)
        + ListByVerdict("Undecided for", margins, Verdict.Undecided, margin => margin.Method);
}
