using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting.Tests.Pairs;

/// <summary>The paired permutation test, and the letters and notes after Holm's correction.</summary>
public sealed class PermutationTests
{
    private static PairedTest One(TableResult result) => PairedTests.Compute(result).ShouldHaveSingleItem();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void P_is_the_share_of_all_exchanges_whose_difference_is_as_large(int seed)
    {
        var random = new Random(seed);
        double[] Values() => [.. Enumerable.Range(0, 10).Select(_ => Math.Round(random.NextDouble(), 1))];
        var (a, b) = (Values(), Values());
        var ours = Math.Abs(a.Zip(b, (x, y) => x - y).Sum());
        var asLarge = Enumerable
            .Range(0, 1 << 10)
            .Count(turned =>
                Math.Abs(a.Zip(b, (x, y) => x - y).Select((difference, i) => (turned >> i & 1) == 0 ? difference : -difference).Sum())
                >= ours - 1e-9);
        One(Compared.Create(("a", a), ("b", b))).PValue.ShouldBe(asLarge / 1024.0, 4 * Math.Sqrt(0.25 / PermutationTest.MinDraws));
    }

    [Fact]
    public void Images_that_one_method_lacks_are_swapped_too()
    {
        // The second method lacks the last four images, so a swap changes the number of rows in each mean.
        double[] a = [1, 0, 1, 1, 0, 1, 1, 1], b = [0, 0, 1, 0, 0.5, 0.5, 0.5, 0.5];
        var result = Compared.Create(("a", a), ("b", b));
        var short4 = result.Cells[1] with
        {
            Rows = [.. result.Cells[1].Rows.Take(4)],
            Score = new MetricScore(0.25, new Dictionary<string, double>()),
        };
        var p = One(result with { Cells = [result.Cells[0], short4] }).PValue;
        var ours = Math.Abs(a.Average() - b.Take(4).Average());
        var (asLarge, all) = (0, 1 << 8);
        for (var turned = 0; turned < all; turned++)
        {
            List<double> first = [], second = [];
            for (var i = 0; i < 8; i++)
            {
                var (mine, other) = (turned >> i & 1) == 0 ? (first, second) : (second, first);
                mine.Add(a[i]);
                if (i < 4) other.Add(b[i]);
            }
            // A swap that leaves a method without rows counts as large.
            if (first.Count == 0 || second.Count == 0 || Math.Abs(first.Average() - second.Average()) >= ours - 1e-9) asLarge++;
        }
        p.ShouldBe(asLarge / (double)all, 4 * Math.Sqrt(0.25 / PermutationTest.MinDraws));
    }

    [Fact]
    public void Letters_follow_the_corrected_verdicts()
    {
        // Twelve methods of nearly equal skill: some pairs differ before the correction for 66 pairs, and none after it.
        var random = new Random(12);
        var result = Compared.Create([.. Enumerable.Range(0, 12).Select(i => ($"m{i:00}", Compared.Hits(random, 80, 0.45 + 0.01 * i)))]);
        var tests = PairedTests.Compute(result);
        tests.Count.ShouldBe(66);
        tests.Count(test => test.IsSignificantUncorrected).ShouldBeGreaterThan(0);
        tests.ShouldAllBe(test => !test.IsSignificant);
        CompactLetters.Compute(result, Compared.Metric).Values.ShouldAllBe(letters => letters == "a");
        Curves
            .Text(new MarkdownTable(), new TableReport(result, null, []))
            .ShouldContain("- hits: 0 of 66 pairs of methods differ; none shows a difference (");
    }

    [Fact]
    public void The_number_of_pairs_of_a_paper_can_still_be_separated()
    {
        // 19 methods have 171 pairs: a p of at least 1/1000 could never pass the correction.
        var random = new Random(7);
        var result = Compared.Create([
            .. Enumerable.Range(0, 19).Select(i => ($"m{i:00}", Compared.Hits(random, 120, i < 10 ? 0.9 : 0.3))),
        ]);
        var tests = PairedTests.Compute(result);
        tests.Count(test => test.IsSignificant).ShouldBe(90);
        tests.ShouldAllBe(test => test.PValue > 0 && test.HolmPValue >= test.PValue);
        (1.0 / (1 + PermutationTest.DrawsFor(5000)) * 5000).ShouldBeLessThan(PairedTest.Level);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter()
    {
        var random = new Random(3);
        var result = Compared.Create(
            ("a", Compared.Hits(random, 30, 0.5)),
            ("b", Compared.Hits(random, 30, 0.7)),
            ("c", Compared.Hits(random, 30, 0.6)));
        var turned = result with { Cells = [.. result.Cells.Select(cell => cell with { Rows = [.. cell.Rows.Reverse()] })] };
        PairedTests
            .Compute(turned)
            .Select(test => (test.PValue, test.HolmPValue))
            .ShouldBe(PairedTests.Compute(result).Select(test => (test.PValue, test.HolmPValue)));
    }

    [Fact]
    public void Few_images_show_no_difference_however_large_it_is()
    {
        // With three images one swap in four is as large.
        var test = One(Compared.Create(("a", [1, 1, 1]), ("b", [0, 0, 0])));
        test.PValue.ShouldBe(0.25, 0.02);
        test.IsSignificant.ShouldBeFalse();
    }

    [Fact]
    public void A_metric_that_is_not_a_mean_of_its_rows_is_tested_by_its_bootstrap_draws()
    {
        var result = Compared.Create(("a", [1, 1, 1, 1, 0, 1]), ("b", [0, 0, 0, 0, 0, 0]));
        var doubled = result with
        {
            Cells = [.. result.Cells.Select(cell => cell with { Score = cell.Score! with { Value = 2 * cell.Score.Value + 1 } })],
        };
        var test = One(doubled);
        test.Kind.ShouldBe(PairTestKind.Bootstrap);
        test.PValue.ShouldBeGreaterThanOrEqualTo(2.0 / 1001);
        Curves
            .Text(new MarkdownTable(), new TableReport(doubled, null, []))
            .ShouldContain("(paired bootstrap over images, 1,000 draws, 5 % level; pairs.csv)");
    }

    [Fact]
    public void Rows_with_too_many_letters_have_a_note_instead()
    {
        // A staircase: each method differs from distant ones, so that a row in the middle would have many letters.
        var random = new Random(9);
        var result = Compared.Create([.. Enumerable.Range(0, 24).Select(i => ($"m{i:00}", Compared.Hits(random, 150, 0.2 + 0.025 * i)))]);
        CompactLetters
            .Compute(result, Compared.Metric)
            .Values.Max(letters => letters.Length)
            .ShouldBeGreaterThan(CompactLetters.MaxLettersPerRow);
        var text = Curves.Text(new MarkdownTable(), new TableReport(result, null, []));
        text.ShouldContain("| method | hits % |\n");
        text.ShouldContain(" Letters are left out, since rows would have up to ");
    }
}
