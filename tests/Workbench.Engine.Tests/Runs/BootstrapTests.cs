using CsCheck;
using Workbench.Results;

namespace Workbench.Engine.Tests.Runs;

public sealed class BootstrapTests
{
    private static readonly string[] s_images = [.. Enumerable.Range(0, 30).Select(i => $"image{i}")];

    [Fact]
    public void Percentiles_are_interpolated_between_order_statistics() => Gen.Double[-10, 10].Array[1, 50].Sample(values =>
    {
        var interval = Bootstrap.Percentiles(values);
        interval.Low.ShouldBe(Percentile(values, 2.5), 1e-12);
        interval.High.ShouldBe(Percentile(values, 97.5), 1e-12);
    });

    [Fact]
    public void The_interval_is_that_of_resampled_means()
    {
        var random = new Random(3);
        MetricRow[] rows = [.. s_images.Select(image => new MetricRow(image, 0, random.NextDouble()))];
        var interval = Bootstrap.Percentiles(new Bootstrap(s_images, 1, 4000).Values(rows, Mean));
        var mean = Mean(rows);
        var error = Math.Sqrt(rows.Sum(row => Math.Pow(row.Value - mean, 2))) / rows.Length; // the bootstrap's standard error of a mean
        interval.Low.ShouldBe(mean - 1.96 * error, 0.15 * error);
        interval.High.ShouldBe(mean + 1.96 * error, 0.15 * error);
    }

    [Fact]
    public void Whole_images_are_drawn()
    {
        // The two rows of each image cancel, so the sum of every resample is 0.
        MetricRow[] rows = [.. s_images.SelectMany(image => new MetricRow[] { new(image, 0, 1), new(image, 1, -1) })];
        new Bootstrap(s_images, 1, 50).Values(rows, drawn => drawn.Sum(row => row.Value)).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Draws_depend_on_the_seed_and_not_on_the_rows()
    {
        MetricRow[] one = [.. s_images.Select((image, i) => new MetricRow(image, 0, i))],
            two = [.. one.Select(row => row with { Value = row.Value + 100 })];
        var (a, b) = (new Bootstrap(s_images, 5).Values(one, Mean), new Bootstrap(s_images, 5).Values(two, Mean));
        a.Zip(b, (x, y) => y - x).ShouldAllBe(difference => Math.Abs(difference - 100) < 1e-9);   // paired draws keep a constant offset
        new Bootstrap(s_images, 5).Values([.. one.Reverse()], Mean).ShouldBe(a);
        new Bootstrap(s_images, 6).Values(one, Mean).ShouldNotBe(a);
    }

    [Fact]
    public void Images_without_a_row_are_drawn_too()
    {
        MetricRow[] rows = [new(s_images[0], 0, 1)];
        var values = new Bootstrap(s_images, 1, 400).Values(rows, drawn => drawn.Count);
        values.Average().ShouldBe(1, 0.25);
        values.ShouldContain(0);
        Bootstrap
            .Percentiles(new Bootstrap(s_images, 1).Values(rows, drawn => drawn.Count == 0 ? double.NaN : Mean(drawn)))
            .ShouldBe(new Interval(1, 1));
    }

    private static double Mean(IReadOnlyList<MetricRow> rows) => rows.Average(row => row.Value);

    private static double Percentile(double[] values, double percent)
    {
        var sorted = values.Order().ToList();
        var place = percent / 100 * (sorted.Count - 1);
        return sorted[(int)Math.Floor(place)]
            + (place - Math.Floor(place)) * (sorted[(int)Math.Ceiling(place)] - sorted[(int)Math.Floor(place)]);
    }

    // Percentiles use a selection, not a sort. Ties, short lists, NaN and infinities are its edge cases.
    [Fact]
    public void Percentiles_are_those_of_the_sorted_values() => CsCheck.Check.Sample(
        CsCheck
            .Gen.OneOf(
                CsCheck.Gen.Double[-3, 3],
                CsCheck.Gen.Int[-2, 2].Select(number => (double)number),
                CsCheck
                    .Gen.Int[0, 2]
                    .Select(which =>
                        which switch
                        {
                            0 => double.NaN,
                            1 => double.PositiveInfinity,
                            _ => -0.0,
                        }))
            .Array[0, 300],
        values =>
        {
            var before = values.ToArray();
            var found = Bootstrap.Percentiles(values);
            values.ShouldBe(before);
            double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
            double At(double q)
            {
                if (sorted.Length == 0) return double.NaN;
                var (place, below) = (q * (sorted.Length - 1), (int)(q * (sorted.Length - 1)));
                return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
            }
            (found.Low, found.High).ShouldBe((At(0.025), At(0.975)));
        }, iter: 2000);
}
