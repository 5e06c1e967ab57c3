using System.Collections;
using static Workbench.Engine.Tests.Hostile.WellBehavedGrid;

namespace Workbench.Engine.Tests.Hostile;

/// <summary>Invalid results and exceptions of a metric, while planning, scoring or summarising, fail only the metric's own cells.</summary>
public sealed class MetricAnswerTests(WellBehavedGrid grid) : IClassFixture<WellBehavedGrid>
{
    private static readonly string s_long = new('x', 20_000_000);

    private static readonly Dictionary<string, (Func<ISampleMaps, SampleScore> Score, string? Said)> s_scores = new(StringComparer.Ordinal)
    {
        ["null"] = (_ => null!, "it returned null."),
        ["no rows"] = (_ => new(null!, []), "it returned a score without its lists of rows."),
        ["no skipped"] = (_ => new([], null!), "it returned a score without its lists of rows."),
        ["a null row"] = (_ => new([null!], []), "it returned a row that is null."),
        ["a null skipped row"] = (_ => new([], [null!]), "it returned a skipped row that is null."),
        ["rows that throw when read"] = (
            _ => new(Lazy<MetricRow>(_ => throw new InvalidOperationException("no rows today")), []),
            "it threw InvalidOperationException: no rows today"),
        ["a million rows"] = (maps => new(Lazy(_ => new MetricRow(maps.Sample.Id, 2, 1)), []), "it scored class 2 twice."),
        ["a million skipped"] = (
            maps => new([], Lazy(_ => new SkippedRow(maps.Sample.Id, 2, "again"))),
            "it skipped more than 100000 times."),
        ["NaN"] = (maps => Scored(maps, double.NaN), "it scored NaN for class 2."),
        ["infinity"] = (maps => Scored(maps, double.NegativeInfinity), "it scored -Infinity for class 2."),
        ["a class below all"] = (
            maps => new([new(maps.Sample.Id, -5, 1)], []),
            "it returned a row of class -5, but the model's classes are 0 to 5."),
        ["a class above all"] = (
            maps => new([new(maps.Sample.Id, int.MaxValue, 1)], []),
            "it returned a row of class 2147483647, but the model's classes are 0 to 5."),
        ["a skipped class above all"] = (
            maps => new([], [new(maps.Sample.Id, 6, "why")]),
            "it returned a skipped row of class 6, but the model's classes are 0 to 5."),
        ["a pair three times"] = (
            maps => new([new(maps.Sample.Id, 2, 1), new(maps.Sample.Id, 2, 1), new(maps.Sample.Id, 2, 1)], []),
            "it scored class 2 twice."),
        ["another state"] = (
            maps => new([new(maps.Sample.Id, 2, 1, "drunk")], []),
            "it returned a row of state 'drunk', which it did not ask for."),
        ["another image"] = (_ => new([new("9", 2, 1)], []), "it returned a row of image '9' where '"),
        ["no reason"] = (maps => new([], [new(maps.Sample.Id, 2, null!)]), "it skipped class 2 without a reason."),
        ["an empty reason"] = (maps => new([], [new(maps.Sample.Id, null, " \n ")]), "it skipped the image without a reason."),
        ["a reason of 20 MB"] = (maps => new([], [new(maps.Sample.Id, 2, new string('x', 20_000_000))]), null),
    };

    public static TheoryData<string> Scores => [.. s_scores.Keys];

    [Theory, MemberData(nameof(Scores))]
    public void An_invalid_score_is_reported(string kind)
    {
        var (score, said) = s_scores[kind];
        var reasons = grid.Beside(Metric("odd", score));
        if (said is null) reasons.ShouldBe([null, null, null]);
        else reasons.ShouldAllBe(reason => reason!.StartsWith($"odd (Fake.dll): {said}"));
    }

    public static TheoryData<string> Exceptions => [.. RudeExceptions.All.Keys];

    [Theory, MemberData(nameof(Exceptions))]
    public void An_exception_of_a_metric_is_reported_in_one_line(string kind)
    {
        var (make, said) = RudeExceptions.All[kind];
        grid.Beside(Metric("throws", _ => throw make())).ShouldAllBe(reason => reason!.StartsWith($"throws (Fake.dll): {said}"));
    }

    [Fact]
    public void Rows_that_do_not_come_are_timed_out() =>
        grid.Beside(Metric("hangs", maps => new(Lazy(_ =>
            {
                Thread.Sleep(TimeSpan.FromSeconds(2));
                return new MetricRow(maps.Sample.Id, 2, 1);
            }), [])), TimeSpan.FromSeconds(1))
            .ShouldAllBe(reason => reason == "hangs (Fake.dll): it did not return within 1 s, and is not called again in this run.");

    private static readonly Dictionary<string, (Func<IReadOnlyList<MetricRow>, MetricScore> Summarise, string? Said)> s_summaries = new(
        StringComparer.Ordinal)
    {
        ["null"] = (_ => null!, "it returned null when it summarised."),
        ["no averages"] = (_ => new(1, null!), "it returned a score without Also or Curve when it summarised."),
        ["no curve"] = (
            _ => new MetricScore(1, new Dictionary<string, double>()) { Curve = null! },
            "it returned a score without Also or Curve when it summarised."),
        ["NaN"] = (_ => new(double.NaN, new Dictionary<string, double>()), "it returned NaN when it summarised."),
        ["an average without a name"] = (
            _ => new(1, new Dictionary<string, double> { ["\n"] = 1 }),
            "it returned an average without a name, or two with the same name, when it summarised."),
        ["a thousand averages"] = (
            _ => new(1, Enumerable.Range(0, 1000).ToDictionary(i => $"{i}", i => 1.0)),
            "it returned more than 100 averages when it summarised."),
        ["a point without a state"] = (
            _ => new MetricScore(1, new Dictionary<string, double>()) { Curve = [new(null!, 1)] },
            "it returned a curve with a point without a state"),
        ["a null point"] = (
            _ => new MetricScore(1, new Dictionary<string, double>()) { Curve = [null!] },
            "it returned a curve with a point without a state"),
        ["points without end"] = (
            _ => new MetricScore(1, new Dictionary<string, double>()) { Curve = Lazy(i => new CurvePoint($"{i}", 1)) },
            "it returned a curve of more than 1000 points when it summarised."),
        ["a list that cannot be cleared"] = (rows =>
        {
            ((List<MetricRow>)rows).Clear();
            return new(1, new Dictionary<string, double>());
        }, "it threw InvalidCastException while it summarised: "),
        ["a note of 20 MB"] = (_ => new(1, new Dictionary<string, double>(), s_long), null),   // one string for all resamples
    };

    public static TheoryData<string> Summaries => [.. s_summaries.Keys];

    [Theory, MemberData(nameof(Summaries))]
    public void An_invalid_summary_is_reported(string kind)
    {
        var (summarise, said) = s_summaries[kind];
        var reasons = grid.Beside(Metric("odd", maps => Scored(maps, 1), summarise));
        if (said is null) reasons.ShouldBe([null, null, null]);
        else reasons.ShouldHaveSingleItem().ShouldNotBeNull().ShouldStartWith($"odd (Fake.dll): {said}");
    }

    [Theory, MemberData(nameof(Exceptions))]
    public void An_exception_of_a_summary_is_reported_in_one_line(string kind) =>
        grid.Beside(Metric("throws", maps => Scored(maps, 1), _ => throw RudeExceptions.All[kind].Make()))
            .ShouldHaveSingleItem()
            .ShouldNotBeNull()
            .ShouldMatch(@"^throws \(Fake.dll\): it (threw \w+ while it summarised: |ran out of memory while it summarised)");

    private static readonly Dictionary<string, (Func<MetricRequest> Plan, string Said)> s_plans = new(StringComparer.Ordinal)
    {
        ["null"] = (() => null!, "odd: it returned null while it planned."),
        ["no states"] = (
            () => new() { Targets = TargetKinds.Top1, States = null! },
            "odd: it returned a plan without States while it planned."),
        ["a null state"] = (
            () => new() { Targets = TargetKinds.Top1, States = [null!] },
            "odd: it asks for a state that is null or has no Id while it planned."),
        ["states without end"] = (
            () => new() { Targets = TargetKinds.Top1, States = Lazy(i => new ModelState($"{i}")) },
            "odd: it asks for more than 1000 states of the model while it planned."),
        ["states that throw when read"] = (
            () =>
                new()
                {
                    Targets = TargetKinds.Top1,
                    States = Lazy<ModelState>(_ => throw new InvalidOperationException("no states today")),
                },
            "odd threw while it planned: InvalidOperationException: no states today"),
    };

    public static TheoryData<string> Plans => [.. s_plans.Keys];

    [Theory, MemberData(nameof(Plans))]
    public void An_invalid_plan_is_reported(string kind)
    {
        var (plan, said) = s_plans[kind];
        grid.Beside(Metric("odd", maps => Scored(maps, 1), plan: _ => plan())).ShouldHaveSingleItem().ShouldBe(said);
    }

    private static LazyList<T> Lazy<T>(Func<int, T> item) => new(item);

    /// <summary>An endless list whose items are made when read, without a count or an indexer's range.</summary>
    private sealed class LazyList<T>(Func<int, T> item) : IReadOnlyList<T>
    {
        public T this[int index] => item(index);

        public int Count => throw new NotSupportedException("a count");

        public IEnumerator<T> GetEnumerator()
        {
            for (var i = 0; ; i++) yield return item(i);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
