using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>
/// Checks claims with a paired bootstrap: each resample draws the images once, and every value of the claim is averaged over the same draw.
/// A metric's average is the mean of its rows.
/// </summary>
public static class ClaimCheck
{
    /// <summary>Checks each claim. The verdict is a function of run, claim and seed; the order of rows does not affect it.</summary>
    /// <param name="result">The run.</param>
    /// <param name="claims">The claims.</param>
    /// <param name="seed">Seed of the resampling.</param>
    public static IReadOnlyList<ClaimVerdict> Check(TableResult result, IReadOnlyList<Claim> claims, ulong seed = 0) =>
        [.. claims.Select(claim => Check(ClaimCase.Create(claim, result), result, seed))];

    private static ClaimVerdict Check(ClaimCase claim, TableResult result, ulong seed)
    {
        ClaimVerdict NotChecked(string reason) => new(claim.Claim, Verdict.NotChecked, [], $"{claim.Sentence}: {reason}");
        if (claim.Pairs.Count == 0) return NotChecked("this table has no other method.");
        var metrics = claim.Metrics.ToList();
        var methods = claim.Pairs.SelectMany(pair => new[] { pair.Method, pair.Other }).OfType<string>().Distinct().ToList();
        var missing = methods
            .Except(result.Methods.Select(method => method.Name))
            .Concat(metrics.Except(result.Metrics.Select(metric => metric.Name)))
            .ToList();
        if (missing.Count > 0) return NotChecked($"this table has no {string.Join(", ", missing)}.");

        var sources = methods.ToDictionary(method => method, claim.Value, StringComparer.Ordinal);
        if (sources.Values.Select(source => source.MissingReason()).FirstOrDefault(reason => reason is not null) is { } why)
            return NotChecked(why);
        var resampled = PairedDraws.Compute(sources, seed);
        var margins = claim
            .Pairs.Select(pair => claim.Margin(pair.Method, pair.Other, resampled))
            .OrderBy(margin => margin.Difference.Value)
            .ToList();
        var verdict = margins.Exists(margin => margin.Verdict == Verdict.DoesNotHold) ? Verdict.DoesNotHold
            : margins.TrueForAll(margin => margin.Verdict == Verdict.Holds) ? Verdict.Holds : Verdict.Undecided;
        return new(claim.Claim, verdict, margins, $"{claim.Sentence}: {claim.Numbers(margins)}") { Percent = claim.Column.Percent };
    }
}
