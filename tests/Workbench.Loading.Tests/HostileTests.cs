using System.Text;
using Workbench.Engine.Loading;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.Results;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>Whatever one plugin does, the others' rows equal those of a run without it, now and when the store serves them later.</summary>
public sealed class HostileTests(HostileTests.Loaded loaded) : IClassFixture<HostileTests.Loaded>, IDisposable
{
    private const int LongestReason = 1000;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private static readonly string[] s_good = ["good@b5", "good@b4{way=absolute-sum}"], s_metrics = ["exact", "good-score"];
    private readonly Tiny _tiny = new();

    public void Dispose() => _tiny.Dispose();

    public static TheoryData<string> Methods =>
        Kinds(Enum.GetNames<MethodKind>().Where(name => name != nameof(MethodKind.ConstructorHangs)));

    public static TheoryData<string> Metrics => Kinds(Enum.GetNames<MetricKind>());

    // A kind that hangs takes the whole time limit, so only one is in the fast tier.
    private static TheoryData<string> Kinds(IEnumerable<string> names) =>
        [
            .. names.Select(name => new TheoryDataRow<string>(name)
            {
                Skip = name.Contains("Hang", StringComparison.Ordinal) && name != "Hangs" ? TestTier.SkipsSlow : null,
            }),
        ];

    [Theory, MemberData(nameof(Methods))]
    public void A_hostile_method_costs_no_other_its_rows(string kind) => Briefly(() =>
    {
        var hostile = $"hostile{{kind={Kebab(kind)}}}";
        if (kind == nameof(MethodKind.None)) hostile = "hostile";
        ShouldKeepTheOthers([hostile, .. s_good], s_metrics);
    });

    [Theory, MemberData(nameof(Metrics))]
    public void A_hostile_metric_costs_no_other_its_rows(string kind) => Briefly(() =>
    {
        var hostile = $"hostile-score{{kind={Kebab(kind)}}}";
        if (kind == nameof(MetricKind.None)) hostile = "hostile-score";
        ShouldKeepTheOthers(s_good, [hostile, .. s_metrics]);
    });

    [Fact]
    public void There_are_at_least_seventy_kinds() => (Methods.Count + Metrics.Count).ShouldBeGreaterThan(70);

    private void ShouldKeepTheOthers(string[] methods, string[] metrics)
    {
        var folder = Environment.CurrentDirectory;
        using var store = CellStore.InMemory();
        TableResult result;
        try
        {
            result = _tiny.Run(loaded.Host, store, methods, metrics, s_limit);
        }
        catch (Exception error) when (error is PluginCallException or PlanException)
        {
            // A plugin that cannot be constructed, or names a layer or data that are missing, is a fault of the spec, reported in one line.
            ShouldBeALine(error.Message);
            error.Message.ShouldContain("ostile");
            return;
        }
        Environment.CurrentDirectory.ShouldBe(folder);
        ShouldHoldTheOthers(result);
        foreach (var cell in result.Cells)
        {
            if (cell.Failure is { } reason) ShouldBeALine(reason);
            foreach (var skipped in cell.Skipped) ShouldBeALine(skipped.Reason);
        }
        // A run without the plugin gets the stored rows.
        using var fresh = new Tiny();
        ShouldHoldTheOthers(fresh.Run(loaded.Host, store, s_good, s_metrics));
    }

    private void ShouldHoldTheOthers(TableResult result)
    {
        foreach (var expected in loaded.Alone)
        {
            var cell = result.Cells.Single(cell => (cell.Method, cell.Metric) == (expected.Method, expected.Metric));
            (cell.Failure, cell.Faults, cell.Score?.Value, cell.Interval).ShouldBe((null, 0, expected.Score!.Value, expected.Interval));
            cell.Rows.ShouldBe(expected.Rows);
        }
    }

    private static void ShouldBeALine(string text)
    {
        text.ShouldNotBeNull();
        text.Length.ShouldBeLessThan(LongestReason);
        text.ShouldNotContain("\n");
        text.ShouldNotContain("   at ");
    }

    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private static void Briefly(Action test)
    {
        var limit = PluginClock.BriefLimit;
        try
        {
            PluginClock.BriefLimit = s_limit;
            test();
        }
        finally
        {
            PluginClock.BriefLimit = limit;
        }
    }

    /// <summary>The plugins, loaded once, and the results of the well-behaved ones alone.</summary>
    public sealed class Loaded : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Loaded()
        {
            Host = PluginHost.Load([PluginFolders.CopyTo(_folder, "Good", "Hostile")]);
            Host.Problems.ShouldBeEmpty();
            using var tiny = new Tiny();
            using var store = CellStore.InMemory();
            Alone = tiny.Run(Host, store, s_good, s_metrics).Cells;
            Alone.ShouldAllBe(cell => cell.Rows.Count == 2);
        }

        internal PluginHost Host { get; }

        internal IReadOnlyList<CellResult> Alone { get; }

        public void Dispose()
        {
            Host.Dispose();
            _folder.Dispose();
        }
    }
}
