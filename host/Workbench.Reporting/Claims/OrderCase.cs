using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>Compares values of some methods with those of others: all are higher, or all are lower.</summary>
internal sealed class OrderCase(OrderClaim claim, RunResult result) : Case(claim, result)
{
    public override string Sentence
    {
        get
        {
            var others = claim.Than is null ? "every other method" : string.Join(", ", claim.Than);
            var by = claim.By == 0 ? "" : $" by more than {Written(claim.By)}";
            var direction = claim.Higher ? "higher" : "lower";
            return $"{What(claim.Metric, claim.At)} of {string.Join(", ", claim.Methods)} is {direction} than of {others}{by}";
        }
    }

    public override IEnumerable<string> Metrics => [claim.Metric];

    public override IReadOnlyList<(string Method, string? Other)> Pairs =>
        [.. claim.Methods.SelectMany(method => (claim.Than ?? AllBut([.. claim.Methods])).Select(other => (method, (string?)other)))];

    public override Source Value(string method) => Source.Of(Result.Cell(method, claim.Metric), claim.At);

    public override Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled)
    {
        var (mine, theirs) = (resampled[method], resampled[other!]);
        var by = mine.Zip(theirs, (a, b) => (claim.Higher ? a - b : b - a) - Column.Own(claim.By)).ToArray().Estimate();
        return new(method, other, mine.Estimate(), theirs.Estimate(), by, Above0(by.Interval));
    }

    public override string Numbers(IReadOnlyList<Margin> margins)
    {
        var nearest = margins[0];
        string Pair(Margin margin) => claim.Methods.Count == 1 ? margin.Other! : $"{margin.Method} against {margin.Other}";
        return $"nearest is {nearest.Method} with {Show(nearest.Mine)} against {nearest.Other} with {Show(nearest.Theirs)}, "
            + $"a margin of {Show(nearest.By)}."
            + Named("It fails against", margins, Verdict.DoesNotHold, Pair)
            + Named("Undecided against", margins, Verdict.Undecided, Pair);
    }
}
