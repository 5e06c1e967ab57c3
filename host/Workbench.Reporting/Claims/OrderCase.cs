using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>Compares values of some methods with those of others: all are higher, or all are lower.</summary>
internal sealed class OrderCase(OrderClaim claim, TableResult result) : ClaimCase(claim, result)
{
    public override string Sentence
    {
        get
        {
            var others = claim.Than is null ? "every other method" : string.Join(", ", claim.Than);
            var by = claim.By == 0 ? "" : $" by more than {FormatSpecValue(claim.By)}";
            var direction = claim.Higher ? "higher" : "lower";
            return $"{MetricAtState(claim.Metric, claim.At)} of {string.Join(", ", claim.Methods)} is {direction} than of {others}{by}";
        }
    }

    public override IEnumerable<string> Metrics => [claim.Metric];

    public override IReadOnlyList<(string Method, string? Other)> Pairs =>
        [.. claim.Methods.SelectMany(method => (claim.Than ?? OtherMethods([.. claim.Methods])).Select(other => (method, (string?)other)))];

    public override ValueSource Value(string method) => ValueSource.FromCell(Result.Cell(method, claim.Metric), claim.At);

    public override Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled)
    {
        var (mine, theirs) = (resampled[method], resampled[other!]);
        var by = mine.Zip(theirs, (a, b) => (claim.Higher ? a - b : b - a) - Column.FromDisplayed(claim.By)).ToArray().ToEstimate();
        return new(method, other, mine.ToEstimate(), theirs.ToEstimate(), by, VerdictAboveZero(by.Interval));
    }

    public override string Numbers(IReadOnlyList<Margin> margins)
    {
        var nearest = margins[0];
        string Pair(Margin margin) => claim.Methods.Count == 1 ? margin.Other! : $"{margin.Method} against {margin.Other}";
        return $"nearest is {nearest.Method} with {Format(nearest.Value)} against {nearest.Other} with {Format(nearest.OtherValue)}, "
            + $"a margin of {Format(nearest.Difference)}."
            + ListByVerdict("It fails against", margins, Verdict.DoesNotHold, Pair)
            + ListByVerdict("Undecided against", margins, Verdict.Undecided, Pair);
    }
}
