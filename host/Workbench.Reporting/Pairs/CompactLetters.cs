using Workbench.Results;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// A compact letter display (Piepho 2004) of what <see cref="PairedTests"/> decided after Holm's correction: methods that share no letter
/// differ; of those that share one no difference is shown. Letters follow the best method that has them, from <c>a</c>; a method whose
/// pairs were not all tested has none.
/// </summary>
public static class CompactLetters
{
    /// <summary>The most letters of a row that a reader can compare with another row's: beyond, a table has no column of them.</summary>
    public const int MostOfRow = 3;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int MostGroups = 500;

    /// <summary>Letters by method; empty where fewer than two methods were compared, or where 52 letters would not do.</summary>
    /// <param name="result">The run.</param>
    /// <param name="metric">Name of the metric.</param>
    public static IReadOnlyDictionary<string, string> Of(RunResult result, string metric)
    {
        var methods = Ranked(result, metric);
        var letters = Of(methods.Count, Differing(result, metric, methods));
        return methods.Index().Where(_ => letters.Count > 0)
            .ToDictionary(method => method.Item, method => letters[method.Index], StringComparer.Ordinal);
    }

    /// <summary>The same where it can be read: no row has more than <see cref="MostOfRow"/> letters; else empty.</summary>
    /// <param name="result">The run.</param>
    /// <param name="metric">Name of the metric.</param>
    public static IReadOnlyDictionary<string, string> Legible(RunResult result, string metric) =>
        Of(result, metric) is var letters && letters.Values.All(own => own.Length <= MostOfRow)
            ? letters
            : new Dictionary<string, string>();

    /// <summary>The methods of a metric's pairs, the largest value first.</summary>
    internal static IReadOnlyList<string> Ranked(RunResult result, string metric)
    {
        var compared = PairedTests.Of(result).Where(test => test.Metric == metric)
            .SelectMany(test => new[] { test.Method, test.Other }).ToHashSet(StringComparer.Ordinal);
        return [.. result.Methods.Select(method => method.Name).Where(compared.Contains)
            .OrderByDescending(method => result.Cell(method, metric).Score!.Value)];
    }

    /// <summary>
    /// Groups of methods, by place among the ranked, within which no difference is shown; the best's first. Empty where there are too many.
    /// </summary>
    internal static IReadOnlyList<IReadOnlySet<int>> Groups(RunResult result, string metric, IReadOnlyList<string> ranked) =>
        Groups(ranked.Count, Differing(result, metric, ranked));

    private static (int, int)[] Differing(RunResult result, string metric, IReadOnlyList<string> methods)
    {
        var place = methods.Index().ToDictionary(method => method.Item, method => method.Index, StringComparer.Ordinal);
        return [.. PairedTests.Of(result).Where(test => test.Metric == metric && test.Differ)
            .Select(test => (place[test.Method], place[test.Other]))];
    }

    /// <summary>
    /// Letters of things 0 to <paramref name="count"/> − 1, best first, of which some pairs differ; empty where the letters would not do.
    /// </summary>
    /// <param name="count">How many things.</param>
    /// <param name="differing">The pairs that differ.</param>
    public static IReadOnlyList<string> Of(int count, IReadOnlyList<(int One, int Other)> differing)
    {
        var groups = Groups(count, differing);
        if (groups.Count == 0 || groups.Count > Alphabet.Length) return [];
        return [.. Enumerable.Range(0, count).Select(i =>
            string.Concat(groups.Index().Where(group => group.Item.Contains(i)).Select(group => Alphabet[group.Index])))];
    }

    private static IReadOnlyList<SortedSet<int>> Groups(int count, IReadOnlyList<(int One, int Other)> differing)
    {
        if (count == 0) return [];
        // All alike at first; a pair that differs splits every group that holds both, and a group within another one says nothing.
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
