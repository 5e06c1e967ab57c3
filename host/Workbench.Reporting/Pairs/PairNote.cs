using System.Globalization;
using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// The note on paired tests under a table: how many pairs differ, by which test and correction, and the meaning of the letters.
/// </summary>
internal static class PairNote
{
    /// <summary>The note of a metric.</summary>
    /// <param name="result">The run.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="tests">Its tests, one or more.</param>
    /// <param name="letters">Whether the note explains the letters of the table.</param>
    public static string Text(TableResult result, string metric, IReadOnlyList<PairedTest> tests, bool letters)
    {
        var differing = tests.Count(test => test.IsSignificant);
        var (verb, pairs) = (differing == 1 ? "differs" : "differ", tests.Count == 1 ? "pair" : "pairs");
        var rest = differing == tests.Count ? "" : differing == 0 ? "; none shows a difference" : "; the others show no difference";
        return $"{metric}: {differing} of {tests.Count} {pairs} of methods {verb}{rest} "
            + $"({TestDescription(tests)}; pairs.csv).{(letters ? Letters(result, metric) : "")}";
    }

    /// <summary>The test and its correction, in words.</summary>
    public static string TestDescription(IReadOnlyList<PairedTest> tests)
    {
        var bootstrapped = tests.Where(test => test.Kind == PairTestKind.Bootstrap).ToList();
        var all = bootstrapped.Count == tests.Count;
        var name = $"paired {(all ? "bootstrap" : "permutation test")} over images, {Draws(all ? tests : tests.Except(bootstrapped))} draws"
            + (all || bootstrapped.Count == 0
                ? ""
                : $" ({bootstrapped.Count} pairs, whose methods have rows in different states, by {Draws(bootstrapped)} bootstrap draws)");
        // With so few draws even the smallest possible p, times the number of pairs, exceeds the level.
        var few =
            bootstrapped.Count > 0 && tests.Count * 2.0 / (1 + bootstrapped.Max(test => test.Draws)) > PairedTest.Level
                ? ", too few bootstrap draws to separate any of so many pairs"
                : "";
        return $"{name}, {(tests.Count == 1 ? "" : $"Holm's correction for {tests.Count} pairs, ")}5 % level{few}";

        static string Draws(IEnumerable<PairedTest> tests) => tests.Max(test => test.Draws).ToString("#,0", CultureInfo.InvariantCulture);
    }

    private static string Letters(TableResult result, string metric)
    {
        if (CompactLetters.ComputeLegible(result, metric).Count > 0)
            return " Letters: rows without a common letter differ; rows with one show no difference.";
        return CompactLetters.Compute(result, metric).Values.Select(own => own.Length).DefaultIfEmpty(0).Max() is > 0 and var most
            ? $" Letters are left out, since rows would have up to {most}; report.html shows the groups."
            : "";
    }
}
