using Workbench.Results;

namespace Workbench.Engine.Tests.Runs;

/// <summary>Intervals of a curve, from the rows and, for a metric that is a mean, from sums per image.</summary>
public sealed class CurveIntervalTests
{
    private static readonly string[] s_images = [.. Enumerable.Range(0, 40).Select(i => $"image{i}")],
        s_states = ["last", "middle", "first"];

    // Some images lack some states, and some have two rows for one.
    private static List<MetricRow> Rows()
    {
        var random = new Random(2);
        return
        [
            .. from image in s_images
            from state in s_states
            from copy in Enumerable.Range(0, random.Next(3))
            select new MetricRow(image, copy, random.NextDouble(), state),
        ];
    }

    private static double[] Curve(IReadOnlyList<MetricRow> rows) =>
        [.. s_states.Select(state => rows.Where(row => row.State == state).Select(row => row.Value).DefaultIfEmpty(double.NaN).Average())];

    public static TheoryData<string, Func<IReadOnlyList<MetricRow>, double>> Headlines => new()
    {
        { "mean of rows", rows => rows.Count == 0 ? double.NaN : rows.Average(row => row.Value) },
        { "mean of states", rows => Curve(rows).Average() },
        { "median", rows => rows.Count == 0 ? double.NaN : rows.Select(row => row.Value).Order().ElementAt(rows.Count / 2) },
        {
            "mean over classes",
            rows => rows.Count == 0 ? double.NaN : rows.GroupBy(row => row.Class).Average(group => group.Average(row => row.Value))
        },
    };

    [Theory, MemberData(nameof(Headlines), DisableDiscoveryEnumeration = true)]
    public void They_equal_those_of_separate_summaries(string name, Func<IReadOnlyList<MetricRow>, double> headline)
    {
        var (rows, bootstrap) = (Rows(), new Bootstrap(s_images, 7, 300));
        List<Interval> intervals =
        [
            .. bootstrap.Resamples(rows, s_states, drawn => [headline(drawn), .. Curve(drawn)]).Select(Bootstrap.Percentiles),
        ];

        Same(intervals[0], Bootstrap.Percentiles(bootstrap.Values(rows, headline)), name);
        foreach (var (i, state) in s_states.Index())
            Same(intervals[i + 1], Bootstrap.Percentiles(bootstrap.Values(rows, drawn => Curve(drawn)[i])), state);
    }

    // With and without states. Some images lack rows of a state, and some resamples lack all rows of one.
    [Theory, InlineData(true, 40), InlineData(false, 40), InlineData(true, 3), InlineData(false, 3)]
    public void Intervals_of_a_mean_are_the_same_from_sums(bool hasStates, int images)
    {
        List<MetricRow> rows =
        [
            .. Rows()
                .Where(row => s_images.Take(images).Contains(row.Sample))
                .Select(row => row with { State = hasStates ? row.State : null }),
        ];
        string[] states = hasStates ? s_states : [];
        double[] Summary(IReadOnlyList<MetricRow> drawn) => hasStates
            ? [Curve(drawn).Where(mean => !double.IsNaN(mean)).DefaultIfEmpty(double.NaN).Average(), .. Curve(drawn)]
            : [drawn.Select(row => row.Value).DefaultIfEmpty(double.NaN).Average()];
        var bootstrap = new Bootstrap(s_images, 7, 300);
        foreach (var (sums, summaries) in bootstrap.Resamples(rows, states, null).Zip(bootstrap.Resamples(rows, states, Summary)))
            foreach (var (one, other) in sums.Zip(summaries))
                if (double.IsNaN(other)) one.ShouldBe(double.NaN);
                else one.ShouldBe(other, 1e-12);
    }

    [Fact]
    public void A_state_that_a_resample_lacks_is_left_out_of_its_interval()
    {
        MetricRow[] rows = [new("image0", null, 0.5, "last"), .. s_images.Select(image => new MetricRow(image, null, 0.25, "first"))];
        List<Interval> intervals =
        [
            .. new Bootstrap(s_images, 1)
                .Resamples(rows, s_states, drawn => [drawn.Average(row => row.Value), .. Curve(drawn)])
                .Select(Bootstrap.Percentiles),
        ];
        intervals[1].ShouldBe(new Interval(0.5, 0.5));
        double.IsNaN(intervals[2].Low).ShouldBeTrue();
        intervals[3].ShouldBe(new Interval(0.25, 0.25));
    }

    private static void Same(Interval one, Interval other, string what)
    {
        one.Low.ShouldBe(other.Low, 1e-12, what);
        one.High.ShouldBe(other.High, 1e-12, what);
    }
}
