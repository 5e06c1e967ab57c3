using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// A compact letter display (Piepho 2004) of the verdicts of <see cref="PairedTests"/> after Holm's correction. Methods without a common
/// letter differ; methods with a common letter show no difference. Letters are assigned from <c>a</c>, beginning with the group of the best
/// method. A method without tests has no letter.
/// </summary>
internal static class CompactLetters
{
    /// <summary>The largest number of letters per row that readers can compare. A table with more has no column of letters.</summary>
    public const int MaxLettersPerRow = 3;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int MostGroups = 500;

    /// <summary>Letters by method; empty if fewer than two methods were compared, or if 52 letters are not enough.</summary>
    /// <param name="result">The run.</param>
    /// <param name="metric">Name of the metric.</param>
    public static IReadOnlyDictionary<string, string> Compute(TableResult result, string metric)
    {
        var methods = RankedMethods(result, metric);
        var letters = Compute(methods.Count, DifferingPairs(result, metric, methods));
        return methods.Index().Where(_ => letters.Count > 0)
            .ToDictionary(method => method.Item, method => letters[method.Index], StringComparer.Ordinal);
    }

    /// <summary>Letters by method, if no row has more than <see cref="MaxLettersPerRow"/>; else empty.</summary>
    /// <param name="result">The run.</param>
    /// <param name="metric">Name of the metric.</param>
    public static IReadOnlyDictionary<string, string> ComputeLegible(TableResult result, string metric) =>
        Compute(result, metric) is var letters && letters.Values.All(own => own.Length <= MaxLettersPerRow)
            ? letters
            : new Dictionary<string, string>();

    /// <summary>The methods of a metric's pairs, largest value first.</summary>
    internal static IReadOnlyList<string> RankedMethods(TableResult result, string metric)
    {
        var compared = PairedTests.Compute(result).Where(test => test.Metric == metric)
            .SelectMany(test => new[] { test.Method, test.Other }).ToHashSet(StringComparer.Ordinal);
        return [.. result.Methods.Select(method => method.Name).Where(compared.Contains)
            .OrderByDescending(method => result.Cell(method, metric).Score!.Value)];
    }

    /// <summary>
    /// Groups of methods that show no difference from each other, as indices into <paramref name="ranked"/>; the best method's group first.
    /// Empty if there are too many groups.
    /// </summary>
    internal static IReadOnlyList<IReadOnlySet<int>> Groups(TableResult result, string metric, IReadOnlyList<string> ranked) =>
        Groups(ranked.Count, DifferingPairs(result, metric, ranked));

    private static (int, int)[] DifferingPairs(TableResult result, string metric, IReadOnlyList<string> methods)
    {
        var place = methods.Index().ToDictionary(method => method.Item, method => method.Index, StringComparer.Ordinal);
        return [.. PairedTests.Compute(result).Where(test => test.Metric == metric && test.IsSignificant)
            .Select(test => (place[test.Method], place[test.Other]))];
    }

    /// <summary>
    /// Letters of the items 0 to <paramref name="count"/> − 1, best first; empty if 52 letters are not enough.
    /// </summary>
    /// <param name="count">Number of items.</param>
    /// <param name="differing">The pairs that differ.</param>
    public static IReadOnlyList<string> Compute(int count, IReadOnlyList<(int One, int Other)> differing)
    {
        var groups = Groups(count, differing);
        if (groups.Count == 0 || groups.Count > Alphabet.Length) return [];
        return [.. Enumerable.Range(0, count).Select(i =>
            string.Concat(groups.Index().Where(group => group.Item.Contains(i)).Select(group => Alphabet[group.Index])))];
    }

    private static IReadOnlyList<SortedSet<int>> Groups(int count, IReadOnlyList<(int One, int Other)> differing)
    {
        if (count == 0) return [];
        // Start with one group. A pair that differs splits every group with both members; subsets of other groups are dropped.
        List<SortedSet<int>> groups = [[.. Enumerable.Range(0, count)]];
        foreach (var (one, other) in differing)
        {
            var both = groups.Where(group => group.Contains(one) && group.Contains(other)).ToList();
            groups.RemoveAll(both.Contains);
            foreach (var half in both.SelectMany(group => new[] { Without(group, one), Without(group, other) }))
                if (!groups.Exists(half.IsSubsetOf))
                {
                    groups.RemoveAll(group => group.IsSubsetOf(half));
                    groups.Add(half);
                }
            if (groups.Count > MostGroups) return [];
        }
        return [.. groups.OrderBy(group => group.Min).ThenBy(group => group.Max)
            .ThenBy(group => string.Join(',', group), StringComparer.Ordinal)];
    }

    private static SortedSet<int> Without(SortedSet<int> group, int one)
    {
        SortedSet<int> rest = [.. group];
        rest.Remove(one);
        return rest;
    }
}
