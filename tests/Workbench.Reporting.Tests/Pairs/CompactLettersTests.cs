using CsCheck;
using Workbench.Reporting.Pairs;

namespace Workbench.Reporting.Tests.Pairs;

public sealed class CompactLettersTests
{
    private static readonly Gen<(int Count, (int, int)[] Pairs)> s_graphs =
        from count in Gen.Int[2, 8]
        from drawn in Gen.Bool.Array[count * (count - 1) / 2]
        select (count, Pairs(count).Where((_, i) => drawn[i]).ToArray());

    private static IEnumerable<(int, int)> Pairs(int count) =>
        from i in Enumerable.Range(0, count)
        from j in Enumerable.Range(i + 1, count - i - 1)
        select (i, j);

    [Fact]
    public void Two_share_a_letter_if_and_only_if_they_do_not_differ() => s_graphs.Sample(graph =>
    {
        var letters = CompactLetters.Compute(graph.Count, graph.Pairs);
        foreach (var (i, j) in Pairs(graph.Count))
            letters[i].Intersect(letters[j]).Any().ShouldBe(!graph.Pairs.Contains((i, j)), $"{i} {j}");
        letters.ShouldAllBe(own => own.Length > 0);
    }, iter: 500);

    [Fact]
    public void The_letters_are_the_largest_groups_that_an_oracle_finds() => s_graphs.Sample(graph =>
    {
        // Every maximal set of items without a differing pair.
        bool Alike(int set) => graph.Pairs.All(pair => (set >> pair.Item1 & set >> pair.Item2 & 1) == 0);
        var alike = Enumerable.Range(1, (1 << graph.Count) - 1).Where(Alike).ToList();
        var largest = alike.Where(set => !alike.Exists(other => other != set && (other & set) == set)).ToHashSet();
        var letters = CompactLetters.Compute(graph.Count, graph.Pairs);
        var groups = letters
            .SelectMany(own => own)
            .Distinct()
            .Select(letter => letters.Index().Where(own => own.Item.Contains(letter)).Sum(own => 1 << own.Index))
            .ToHashSet();
        groups.SetEquals(largest).ShouldBeTrue();
    }, iter: 500);

    [Fact]
    public void The_best_has_the_first_letter() => CompactLetters.Compute(4, [(0, 2), (0, 3), (1, 3)]).ShouldBe(["a", "ab", "bc", "c"]);

    [Fact]
    public void Too_many_groups_have_no_letters()
    {
        (int, int)[] all = [.. Pairs(53)];
        CompactLetters.Compute(52, [.. Pairs(52)])[51].ShouldBe("Z");
        CompactLetters.Compute(53, all).ShouldBeEmpty();
    }
}
