using System.Globalization;
using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>Compares a method's drop between two metrics with the drops of others.</summary>
internal sealed class DropCase(DropClaim claim, TableResult result) : ClaimCase(claim, result)
{
    public override string Sentence
    {
        get
        {
            var times = claim.Times == 1 ? "" : $"{claim.Times.ToString(CultureInfo.InvariantCulture)} times ";
            var others = claim.Others switch { null => "every other method", [var one] => one, var many => $"each of {many.Count} others" };
            return $"the drop of {claim.Method} from {claim.From} to {claim.To} exceeds {times}that of {others}";
        }
    }

    public override IEnumerable<string> Metrics => [claim.From, claim.To];

    public override IReadOnlyList<(string Method, string? Other)> Pairs =>
        [.. (claim.Others ?? OtherMethods([claim.Method])).Select(other => (claim.Method, (string?)other))];

    public override ValueSource Value(string method) =>
        ValueSource.FromCell(Result.Cell(method, claim.From), null).Add(ValueSource.FromCell(Result.Cell(method, claim.To), null, -1));

    public override Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled)
    {
        var (mine, theirs) = (resampled[method], resampled[other!]);
        var by = mine.Zip(theirs, (a, b) => a - claim.Times * b).ToArray().ToEstimate();
        return new(method, other, mine.ToEstimate(), theirs.ToEstimate(), by, VerdictAboveZero(by.Interval));
    }

    public override string Numbers(IReadOnlyList<Margin> margins)
    {
        var nearest = margins[0];
        return $"{Format(nearest.Value)}; nearest is {nearest.Other} with {Column.Format(nearest.OtherValue.Value)}, a margin of "
            + $"{Format(nearest.Difference)}."
            + ListByVerdict("It falls short of", margins, Verdict.DoesNotHold, margin => margin.Other!)
            + ListByVerdict("Undecided against", margins, Verdict.Undecided, margin => margin.Other!);
    }
}
