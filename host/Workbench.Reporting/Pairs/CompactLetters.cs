using Workbench.Engine.Runs;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// A compact letter display (Piepho 2004): methods that share a letter do not differ, and those that share none do. Letters follow the best method that
/// has them, from <c>a</c>; a method whose pairs were not all tested has none.
/// </summary>
public static class CompactLetters
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int MostGroups = 500;

    /// <summary>Letters by method; empty where fewer than two methods were compared, or where 52 letters would not do.</summary>
    /// <param name="result">The run.</param>
    /// <param name="metric">Name of the metric.</param>
    public static IReadOnlyDictionary<string, string> Of(RunResult result, string metric)
    {
        var tests = PairedTests.Of(result).Where(test => test.Metric == metric).ToList();
        var compared = tests.SelectMany(test => new[] { test.Method, test.Other }).ToHashSet(StringComparer.Ordinal);
        var methods = result.Methods.Select(method => method.Name).Where(compared.Contains).OrderByDescending(method => result.Cell(method, metric).Score!.Value).ToList();
        var place = methods.Index().ToDictionary(method => method.Item, method => method.Index, StringComparer.Ordinal);
        var letters = Of(methods.Count, [.. tests.Where(test => test.Differ).Select(test => (place[test.Method], place[test.Other]))]);
        return methods.Index().Where(_ => letters.Count > 0).ToDictionary(method => method.Item, method => letters[method.Index], StringComparer.Ordinal);
    }

    /// <summary>Letters of things 0 to <paramref name="count"/> − 1, best first, of which some pairs differ; empty where the letters would not do.</summary>
    /// <param name="count">How many things.</param>
    /// <param name="differing">The pairs that differ.</param>
    public static IReadOnlyList<string> Of(int count, IReadOnlyList<(int One, int Other)> differing)
    {
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
        if (count == 0 || groups.Count > Alphabet.Length) return [];
        var ordered = groups.OrderBy(group => group.Min).ThenBy(group => group.Max).ThenBy(group => string.Join(',', group), StringComparer.Ordinal).ToList();
        return [.. Enumerable.Range(0, count).Select(i => string.Concat(ordered.Index().Where(group => group.Item.Contains(i)).Select(group => Alphabet[group.Index])))];
    }

    private static SortedSet<int> Without(SortedSet<int> group, int one)
    {
        SortedSet<int> rest = [.. group];
        rest.Remove(one);
        return rest;
    }
}
