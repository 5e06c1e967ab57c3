using System.Globalization;
using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>Compares a method's drop between two metrics with the drops of others.</summary>
internal sealed class DropCase(DropClaim claim, RunResult result) : Case(claim, result)
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
        [.. (claim.Others ?? AllBut([claim.Method])).Select(other => (claim.Method, (string?)other))];

    public override Source Value(string method) =>
        Source.Of(Result.Cell(method, claim.From), null).And(Source.Of(Result.Cell(method, claim.To), null, -1));

    public override Margin Margin(string method, string? other, IReadOnlyDictionary<string, double[]> resampled)
    {
        var (mine, theirs) = (resampled[method], resampled[other!]);
        var by = mine.Zip(theirs, (a, b) => a - claim.Times * b).ToArray().Estimate();
        return new(method, other, mine.Estimate(), theirs.Estimate(), by, Above0(by.Interval));
    }

    public override string Numbers(IReadOnlyList<Margin> margins)
    {
        var nearest = margins[0];
        return $"{Show(nearest.Mine)}; nearest is {nearest.Other} with {Column.Show(nearest.Theirs.Value)}, a margin of {Show(nearest.By)}."
            + Named("It falls short of", margins, Verdict.DoesNotHold, margin => margin.Other!)
            + Named("Undecided against", margins, Verdict.Undecided, margin => margin.Other!);
    }
}
