using Workbench.Reporting.Pairs;
using Workbench.Results;

namespace Workbench.Reporting.Tests.Pairs;

public sealed class PairedTestsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_intervals_are_those_of_an_oracle_that_draws_image_by_image(int seed)
    {
        var random = new Random(seed);
        var result = Compared.Create([.. new[] { 0.5, 0.55, 0.7, 0.9 }.Select((share, i) => ($"m{i}", Compared.Hits(random, 60, share)))]);
        var tests = PairedTests.Compute(result);
        tests.Count.ShouldBe(6);
        foreach (var test in tests)
        {
            var differences = Oracle(result, test.Method, test.Other);
            test.Difference.ShouldBe(Mean(result, test.Method) - Mean(result, test.Other), 1e-12);
            differences.Sort();
            test.Interval.Low.ShouldBe(Percentile(differences, 0.025), 1e-12);
            test.Interval.High.ShouldBe(Percentile(differences, 0.975), 1e-12);
        }
    }

    // Repeats the draws, each a list of images, and takes the mean difference over the list.
    private static List<double> Oracle(TableResult result, string method, string other)
    {
        List<string> images = [.. result.Cells[0].Rows.Select(row => row.Sample)];
        double Value(string name, string image) => result.Cell(name, Compared.Metric).Rows.Single(row => row.Sample == image).Value;
        var byImage = images.ToDictionary(image => image, image => Value(method, image) - Value(other, image));
        // One row per image with the image's number as its value, which turns the draws into lists of images.
        List<List<string>> draws = [];
        MetricRow[] rows = [.. images.Select((image, i) => new MetricRow(image, 0, i))];
        new Bootstrap(images, 3).Values(rows, drawn =>
        {
            draws.Add([.. drawn.Select(row => row.Sample)]);
            return 0;
        });
        draws.Count.ShouldBe(1000);
        return [.. draws.Select(draw => draw.Sum(image => byImage[image]) / draw.Count)];
    }

    private static double Mean(TableResult result, string method) => result.Cell(method, Compared.Metric).Rows.Average(row => row.Value);

    private static double Percentile(List<double> sorted, double q)
    {
        var place = q * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]);
    }

    [Fact]
    public void Variation_common_to_both_methods_cancels()
    {
        // Values that vary widely from image to image, and a constant lead: unpaired intervals overlap, the paired one is a point.
        double[] values = [.. Enumerable.Range(0, 50).Select(i => i / 50.0)];
        var result = Compared.Create(("ahead", [.. values.Select(value => value + 0.01)]), ("behind", values));
        result.Cells[0].Interval!.Value.Low.ShouldBeLessThan(result.Cells[1].Interval!.Value.High);
        var test = PairedTests.Compute(result).ShouldHaveSingleItem();
        test.Interval.Low.ShouldBe(0.01, 1e-9);
        test.Interval.High.ShouldBe(0.01, 1e-9);
        // No draw is as large, but p is above 0, since the observed difference counts too.
        (test.PValue, test.IsSignificant).ShouldBe((1.0 / (1 + PermutationTest.MinDraws), true));
    }

    // A constant map in one state leaves its method one row short there.
    [Fact]
    public void A_method_that_lacks_a_row_of_one_state_is_still_permuted()
    {
        var random = new Random(4);
        TableResult Of(Func<string, MetricRow, bool> keep)
        {
            List<string> images = [.. Enumerable.Range(0, 40).Select(i => $"image{i:00}")];
            var bootstrap = new Bootstrap(images, 3);
            List<CellResult> cells = [];
            foreach (var (method, lead) in new[] { ("gap", 0.0), ("low", 0.1), ("high", 0.6) })
            {
                MetricRow[] rows =
                [
                    .. images
                        .SelectMany(image =>
                            new[] { "s1", "s2" }.Select(state => new MetricRow(image, null, lead + random.NextDouble() / 5, state)))
                        .Where(row => keep(method, row)),
                ];
                double Mean(IReadOnlyList<MetricRow> of) =>
                    of.GroupBy(row => row.State).Select(state => state.Average(row => row.Value)).DefaultIfEmpty(double.NaN).Average();
                var resamples = bootstrap.Resamples(rows, [], drawn => [Mean(drawn)])[0];
                cells.Add(
                    new(
                        Compared.Metric,
                        method,
                        new MetricScore(Mean(rows), new Dictionary<string, double>()),
                        Bootstrap.Percentiles(resamples),
                        rows,
                        [],
                        null)
                {
                    Resamples = resamples,
                    Curve = [.. new[] { "s1", "s2" }.Select(state => new CurveValue(state, 0, new Interval(0, 0), 40))],
                });
            }
            return new(
                "Gap",
                "rooms",
                [.. cells.Select(cell => new MethodLine(cell.Method, null))],
                [new(Compared.Metric, false)],
                cells,
                40,
                40,
                [],
                ["only"]);
        }
        PairedTests
            .Compute(Of((method, row) => (method, row.Sample, row.State) != ("gap", "image03", "s2")))
            .ShouldAllBe(test => test.Kind == PairTestKind.Permutation && test.IsSignificant);
        // Without any row in a state it is not a mean of the same parts; the other pairs are not affected.
        var none = PairedTests.Compute(
            Of((method, row) => (method, row.State) != ("gap", "s2") && (method, row.Sample, row.State) != ("low", "image03", "s2")));
        none.Select(test => (test.Method, test.Other, test.Kind))
            .ShouldBe([
                ("gap", "low", PairTestKind.Bootstrap),
                ("gap", "high", PairTestKind.Bootstrap),
                ("low", "high", PairTestKind.Permutation),
            ]);
        PairNote
            .TestDescription(none)
            .ShouldBe(
                "paired permutation test over images, 20,000 draws (2 pairs, whose methods have rows in different states, "
                + "by 1,000 bootstrap draws), Holm's correction for 3 pairs, 5 % level");
    }

    [Fact]
    public void Equal_methods_do_not_differ()
    {
        double[] values = [1, 0, 1, 1, 0, 0, 1, 0];
        var test = PairedTests.Compute(Compared.Create(("a", values), ("b", values))).ShouldHaveSingleItem();
        (test.Difference, test.PValue, test.HolmPValue, test.IsSignificant).ShouldBe((0, 1, 1, false));
    }

    [Fact]
    public void Holm_multiplies_the_smallest_by_the_most_and_keeps_the_order()
    {
        var random = new Random(5);
        var many = PairedTests
            .Compute(
                Compared.Create([.. new[] { 0.4, 0.5, 0.6, 0.62, 0.8 }.Select((share, i) => ($"m{i}", Compared.Hits(random, 40, share)))]))
            .OrderBy(test => test.PValue)
            .ToList();
        for (var i = 0; i < many.Count; i++)
            many[i].HolmPValue.ShouldBe(Enumerable.Range(0, i + 1).Max(j => Math.Min(1, (many.Count - j) * many[j].PValue)), 1e-12);
    }

    [Fact]
    public void A_failed_cell_and_an_empty_draw_are_left_out()
    {
        var result = Compared.Create(("a", [1, 0, 1, 1]), ("b", [0, 0, 1, 0]), ("failed", [1, 1, 1, 1]));
        var cells = result.Cells.ToList();
        cells[2] = new("hits", "failed", null, null, [], [], "it threw");
        cells[0] = cells[0] with { Resamples = [double.NaN, .. cells[0].Resamples.Skip(1)] };
        var test = PairedTests.Compute(result with { Cells = cells }).ShouldHaveSingleItem();
        (test.Method, test.Other).ShouldBe(("a", "b"));
        double.IsNaN(test.Interval.Low).ShouldBeFalse();
    }

    [Fact]
    public void Pairs_have_one_line_each_in_the_printed_unit()
    {
        double[] values = [.. Enumerable.Range(0, 20).Select(i => i / 40.0)];
        var report = new TableReport(
            Compared.Create(("a", [.. values.Select(value => value + 0.25)]), ("b", values), ("c", values)),
            null,
            []);
        Curves.Text(new PairsCsv(), report).ShouldBe("""
            metric,method,other,difference,low,high,p,differ,holm
            hits,a,b,25,25,25,0.00005,yes,0.00015
            hits,a,c,25,25,25,0.00005,yes,0.00015
            hits,b,c,0,0,0,1,no,1

            """);
        Curves.Text(new MarkdownTable(), report).ShouldContain(
            "- hits: 2 of 3 pairs of methods differ; the others show no difference (paired permutation test over images, "
            + "20,000 draws, Holm's correction for 3 pairs, 5 % level; pairs.csv). "
            + "Letters: rows without a common letter differ; rows with one show no difference.\n");
        Curves.Text(new MarkdownTable(), report).ShouldContain("| method | hits % | letters |\n| --- | ---: | --- |\n| a | 48.8 [");
        CompactLetters
            .Compute(report.Result, "hits")
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["a"] = "a",
                    ["b"] = "b",
                    ["c"] = "b",
                },
                ignoreOrder: true);
    }
}
