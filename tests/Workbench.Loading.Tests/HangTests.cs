using Workbench.Engine.Loading;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.TestPlugins;

namespace Workbench.Loading.Tests;

/// <summary>A plugin that hangs loses its own cells in this run, and only those.</summary>
public sealed class HangTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private readonly TemporaryFolder _folder = new();
    private readonly Tiny _tiny = new();
    private readonly PluginHost _host;

    public HangTests() => _host = PluginHost.Load([PluginFolders.CopyTo(_folder, "Hangs", "Good")]);

    public void Dispose()
    {
        _host.Dispose();
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Methods_and_metrics_that_hang_are_named_with_the_limit_and_the_others_have_their_numbers()
    {
        using var store = CellStore.Open(_folder["run"]);
        var result = _tiny.Run(
            _host,
            store,
            ["good@b5", "hangs", "hangs-in-rule", "good@b4"],
            ["good-score", "hangs-in-score", "hangs-in-summarise"],
            s_limit);
        string Failure(string metric, string method) =>
            result.Cells.Single(cell => (cell.Metric, cell.Method) == (metric, method)).Failure!;

        using var alone = CellStore.InMemory();
        var without = _tiny.Run(_host, alone, ["good@b5", "good@b4"], ["good-score"]);
        foreach (var cell in without.Cells)
        {
            var same = result.Cells.Single(other => (other.Metric, other.Method) == (cell.Metric, cell.Method));
            (same.Failure, same.Score!.Value, same.Interval).ShouldBe((null, cell.Score!.Value, cell.Interval));
            same.Rows.ShouldBe(cell.Rows);
        }
        foreach (var metric in new[] { "good-score", "hangs-in-summarise" })
            foreach (var method in new[] { "hangs", "hangs-in-rule" })
                Failure(metric, method)
                    .ShouldBe($"{method} (Hangs.dll): it did not return within 1.5 s, and is not called again in this run.");
        Failure("hangs-in-score", "good@b5")
            .ShouldBe("hangs-in-score (Hangs.dll): it did not return within 1.5 s, and is not called again in this run.");
        Failure("hangs-in-summarise", "good@b4").ShouldBe("hangs-in-summarise (Hangs.dll): it did not summarise within 1.5 s.");
        (result.Images, result.SkippedImages.Count).ShouldBe((2, 0));
    }

    [Fact]
    public void A_hang_is_not_stored_and_the_next_run_tries_again()
    {
        string[] methods = ["good@b5", "hangs{seconds=2}"];
        using (var store = CellStore.Open(_folder["run"]))
        {
            var stopped = _tiny.Run(_host, store, methods, ["good-score"], s_limit);
            stopped.Cells.Select(cell => cell.Failure is null).ShouldBe([true, false]);
            store.Keys.Sum(store.Count).ShouldBe(4);
        }
        using var again = CellStore.Open(_folder["run"]);
        again.Keys.ShouldHaveSingleItem().Method.ShouldBe("good@b5");
        again.Count(again.Keys.Single()).ShouldBe(2);
        var result = _tiny.Run(_host, again, methods, ["good-score"]);
        result.Cells.ShouldAllBe(cell => cell.Failure == null && cell.Rows.Count == 2);
        CellStore.Read(_folder["run"]).Keys.Count.ShouldBe(2);
    }

    [SlowFact]
    public void Within_one_process_a_hang_is_tried_again_after_it_was_removed()
    {
        using var store = CellStore.InMemory();
        _tiny.Run(_host, store, ["hangs{seconds=2}"], ["good-score"], s_limit).Cells.Single().Failure.ShouldNotBeNull();
        store.RemoveTransient();
        _tiny.Run(_host, store, ["hangs{seconds=2}"], ["good-score"]).Cells.Single().Rows.Count.ShouldBe(2);
    }

    [Fact]
    public void Each_question_of_a_method_gets_the_full_time_limit()
    {
        using var store = CellStore.InMemory();
        _tiny.Run(_host, store, ["asks-for-long{seconds=2}"], ["good-score"], s_limit).Cells.Single().Rows.Count.ShouldBe(2);
    }

    [Fact]
    public void A_plan_that_hangs_fails_its_cells_and_no_others() => Briefly(() =>
    {
        var metric = _host.CreateMetric(PluginCall.Parse("good-score"));
        var cells = new[] { "good@b5", "hangs-in-plan" }.Select(method => new Cell(_host.CreateMethod(PluginCall.Parse(method)), metric));
        var plan = Planner.Plan([.. cells], _tiny.Model.Architecture, Annotation.Boxes);
        plan.Cells.ShouldHaveSingleItem().Cell.Method.Name.ShouldBe("good@b5");
        plan.FailedCells.ShouldHaveSingleItem().Reason.ShouldBe("hangs-in-plan did not finish its plan within 1.5 s.");
    });

    [Fact]
    public void A_constructor_that_hangs_is_reported() => Briefly(() =>
        Should
            .Throw<PluginCallException>(() => _host.CreateMethod(PluginCall.Parse("hangs-in-constructor")))
            .Message.ShouldBe("HangsInConstructor was not constructed within 1.5 s."));

    private static void Briefly(Action test)
    {
        var limit = PluginClock.BriefLimit;
        limit.ShouldBe(TimeSpan.FromSeconds(10));
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
}
