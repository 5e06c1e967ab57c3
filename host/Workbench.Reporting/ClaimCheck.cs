using Workbench.Engine.Runs;

namespace Workbench.Reporting;

/// <summary>
/// Checks claims about drops with a paired bootstrap: each resample draws the images once, and every method is averaged over the same
/// draw under both metrics. A metric's average here is the mean of its rows.
/// </summary>
public static class ClaimCheck
{
    private const int Resamples = 2000;

    /// <summary>Checks each claim. The same run, claim and seed give the same verdict, whatever the order of rows.</summary>
    /// <param name="result">The run.</param>
    /// <param name="claims">The claims.</param>
    /// <param name="seed">Seed of the resampling.</param>
    public static IReadOnlyList<ClaimVerdict> Check(RunResult result, IReadOnlyList<DropClaim> claims, ulong seed = 0) =>
        [.. claims.Select(claim => Check(result, claim, seed))];

    private static ClaimVerdict Check(RunResult result, DropClaim claim, ulong seed)
    {
        var others = claim.Others ?? [.. result.Methods.Select(method => method.Name).Where(name => name != claim.Method)];
        if (WhyNot(result, claim, [claim.Method, .. others]) is { } reason) return new(claim, Verdict.NotChecked, double.NaN, default, [], reason);

        var drops = Drops(result, claim, [claim.Method, .. others], seed);
        var margins = drops.Skip(1).Select((other, i) =>
        {
            var margin = drops[0].Zip(other, (mine, theirs) => mine - claim.Times * theirs).ToArray();
            var interval = Bootstrap.Percentiles(margin[1..]);
            var verdict = interval.Low > 0 ? Verdict.Holds : interval.High < 0 ? Verdict.DoesNotHold : Verdict.Undecided;
            return new DropMargin(others[i], other[0], margin[0], interval, verdict);
        }).OrderBy(margin => margin.Margin).ToList();
        var overall = margins.Exists(margin => margin.Verdict == Verdict.DoesNotHold) ? Verdict.DoesNotHold
            : margins.TrueForAll(margin => margin.Verdict == Verdict.Holds) ? Verdict.Holds : Verdict.Undecided;
        return new(claim, overall, drops[0][0], Bootstrap.Percentiles(drops[0][1..]), margins);
    }

    private static string? WhyNot(RunResult result, DropClaim claim, IReadOnlyList<string> methods)
    {
        if (methods.Count < 2) return "there is no other method in this table.";
        string[] metrics = [claim.From, claim.To];
        var missing = methods.Except(result.Methods.Select(method => method.Name)).Concat(metrics.Except(result.Metrics.Select(metric => metric.Name))).ToList();
        if (missing.Count > 0) return $"this table has no {string.Join(", ", missing)}.";
        foreach (var cell in from method in methods from metric in metrics select result.Cell(method, metric))
        {
            if (cell.Score is not { } score || cell.Rows.Count == 0) return $"{cell.Method} has no value under {cell.Metric}.";
            if (Math.Abs(cell.Rows.Average(row => row.Value) - score.Value) > 1e-9) return $"{cell.Metric} is no mean of its rows.";
        }
        return null;
    }

    // For each method its drop over all images, then over each resample.
    private static double[][] Drops(RunResult result, DropClaim claim, IReadOnlyList<string> methods, ulong seed)
    {
        var cells = methods.Select(method => (From: result.Cell(method, claim.From), To: result.Cell(method, claim.To))).ToList();
        var images = cells.SelectMany(pair => pair.From.Rows.Concat(pair.To.Rows)).Select(row => row.Sample)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((image, i) => (image, i)).ToDictionary(pair => pair.image, pair => pair.i, StringComparer.Ordinal);
        var averages = cells.Select(pair => (From: new ImageAverage(pair.From.Rows, images), To: new ImageAverage(pair.To.Rows, images))).ToList();
        var drops = methods.Select(_ => new double[Resamples + 1]).ToArray();
        var random = new Random(seed.GetHashCode());
        var draws = new int[images.Count];
        Array.Fill(draws, 1);
        for (var sample = 0; sample <= Resamples; sample++)
        {
            for (var i = 0; i < drops.Length; i++) drops[i][sample] = averages[i].From.Over(draws) - averages[i].To.Over(draws);
            Array.Clear(draws);
            for (var i = 0; i < draws.Length; i++) draws[random.Next(draws.Length)]++;
        }
        return drops;
    }

    // The mean of a cell's rows when each image counts as often as it was drawn.
    private sealed class ImageAverage
    {
        private readonly double[] _sums;
        private readonly int[] _counts;

        public ImageAverage(IReadOnlyList<MetricRow> rows, Dictionary<string, int> images)
        {
            (_sums, _counts) = (new double[images.Count], new int[images.Count]);
            foreach (var row in rows)
            {
                _sums[images[row.Sample]] += row.Value;
                _counts[images[row.Sample]]++;
            }
        }

        public double Over(int[] draws)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < draws.Length; i++)
            {
                sum += draws[i] * _sums[i];
                count += draws[i] * _counts[i];
            }
            return sum / count;
        }
    }
}
