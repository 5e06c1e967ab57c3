using TorchSharp;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Store;
using Workbench.TestPlugins;

namespace Workbench.Scripting.Tests;

/// <summary>The members of the bench that scripts use by bare names.</summary>
public sealed class BenchTests(FewScenes few) : IClassFixture<FewScenes>
{
    private static readonly Metric[] s_game = ["pointing-game"];

    [Fact]
    public void A_grid_of_layers_has_a_row_per_method_and_layer_and_one_row_for_a_fixed_layer()
    {
        using var bench = few.Open();
        bench.Grid(["gradcam", "gradmid@b2", "fullgrad"], ["b5", "b4"], s_game).Methods.Select(method => method.Text)
            .ShouldBe(["gradcam@b5", "gradcam@b4", "gradmid@b2", "fullgrad"]);
    }

    [Fact]
    public void A_method_defined_in_a_script_runs_beside_the_plugins()
    {
        using var bench = few.Open();
        // GradCAM in a lambda: the same numbers as the plugin's.
        var mine = Bench.Define("mine", "b5", (a, g) => (g.mean([2, 3], keepdim: true) * a).sum(1, keepdim: true).relu());
        var table = bench.Run(Bench.Grid([mine, "gradcam"], ["pointing-game", "class-sensitivity"]), limit: 4);
        table.Methods.ShouldBe(["mine", "gradcam@b5"]);
        foreach (var metric in table.Metrics)
        {
            table
                .Rows(mine, metric)
                .Select(row => (row.Sample, row.Class, row.Value))
                .ShouldBe(table.Rows("gradcam", metric).Select(row => (row.Sample, row.Class, row.Value)));
            table[mine, metric].ShouldBe(table["gradcam@b5", metric]);
        }
    }

    [Fact]
    public void A_rule_defined_in_a_script_changes_only_its_own_method()
    {
        using var bench = few.Open();
        var plain = Bench.Define("same", "b3", (a, g) => (a * g).sum(1, keepdim: true));
        var none = Bench.Define("no-signal", "b3", (a, g) => (a * g).sum(1, keepdim: true), new Silence());
        var maps = bench.Maps(bench.Images[0], [plain, none]);
        maps[plain].abs().max().item<float>().ShouldBeGreaterThan(0);
        maps[none].abs().max().item<float>().ShouldBe(0);
    }

    private sealed record Silence : BackwardRule
    {
        public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;
        public override torch.Tensor Propagate(ILayerStep step, torch.Tensor upstream) => torch.zeros_like(step.Input);
    }

    [Fact]
    public void A_metric_defined_in_a_script_counts_its_rows_and_lists_skipped_ones()
    {
        using var bench = few.Open();
        var first = Metric.Define("peak", TargetKinds.Top1 | TargetKinds.Bottom1, (maps, target) =>
            maps.Map(target).max().item<float>() is > 0 and var peak ? peak : null);
        var table = bench.Run(Bench.Grid(["gradcam@b5"], [first]), limit: 3);
        var cell = table.Cell("gradcam@b5", first);
        (cell.Rows.Count + cell.Skipped.Count).ShouldBe(6);
        table["gradcam@b5", first].ShouldBe(cell.Rows.Average(row => row.Value));
        cell.Skipped.ShouldAllBe(skip => skip.Reason == "the script left it out");
    }

    [Fact]
    public void Cells_are_reused_but_a_redefined_method_is_computed_again()
    {
        using var bench = few.Open();
        var calls = 0;
        Method Counting() => Bench.Define("counting", PassRequest.Create("b5", Tap.Activation), pass =>
        {
            calls++;
            return pass.Activation("b5").sum(1, keepdim: true);
        });
        var method = Counting();
        bench.Run(Bench.Grid([method], s_game), limit: 2);
        var once = calls;
        once.ShouldBeGreaterThan(0);
        bench.Run(Bench.Grid([method], s_game), limit: 2);
        calls.ShouldBe(once);
        bench.Run(Bench.Grid([Counting()], s_game), limit: 2);
        calls.ShouldBe(2 * once);
    }

    [Fact]
    public void A_folder_keeps_rows_for_the_next_process_and_has_the_tables_files()
    {
        using (var bench = few.Open()) bench.Run(Bench.Grid(["gradcam@b5"], s_game), limit: 3, folder: few["kept"]);
        var entries = Entries();
        entries.ShouldBe(3);
        using var again = few.Open();
        var table = again.Run(Bench.Grid(["gradcam@b5"], s_game), limit: 3, folder: few["kept"]);
        Entries().ShouldBe(entries);
        foreach (var file in (string[])["table.csv", "table.md", "samples.csv", "provenance.json"])
            File.Exists(Path.Combine(few["kept"], file)).ShouldBeTrue(file);
        File.ReadAllText(Path.Combine(few["kept"], "table.md")).ShouldBe(table.ToString());

        long Entries()
        {
            using var store = CellStore.Read(few["kept"]);
            return (long)store.Runs!.Query("SELECT count(*) FROM entry").Rows.Single().Single()!;
        }
    }

    [Fact]
    public void A_spec_gives_the_tables_of_the_command_line()
    {
        File.WriteAllText(few["spec.yaml"], "methods: [gradcam@b5, gradmid@b4]\nmetrics: [pointing-game]\nsubject: few.yaml\nlimit: 3\n");
        using var bench = few.Open();
        var table = bench.RunSpec(few["spec.yaml"]).ShouldHaveSingleItem();
        var same = bench.Run(Bench.Grid(["gradcam@b5", "gradmid@b4"], s_game), limit: 3);
        foreach (var method in table.Methods) table.Rows(method, "pointing-game").ShouldBe(same.Rows(method, "pointing-game"));
    }

    [Theory]
    [InlineData("gradcm", "did you mean 'gradcam'?")]
    [InlineData("gradcam{relo=true}", "did you mean 'relu'?")]
    [InlineData("gradcam{relu", "opens '{'")]
    public void A_wrong_call_throws_with_the_nearest_name(string call, string hint)
    {
        using var bench = few.Open();
        Should.Throw<PluginCallException>(() => bench.Run(Bench.Grid([call], s_game), limit: 1)).Message.ShouldContain(hint);
    }

    [Fact]
    public void A_method_and_a_metric_can_share_a_name()
    {
        using var bench = few.Open();
        var method = Bench.Define("evidence", "b5", (a, g) => (a * g).sum(1, keepdim: true));
        var metric = Bench.DefineMetric("evidence", TargetKinds.Top1, (maps, target) => maps.Map(target).max().item<float>());
        bench.Run(Bench.Grid([method], [metric]), limit: 1)[method, metric].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Wrong_grids_and_cells_throw()
    {
        using var bench = few.Open();
        Should
            .Throw<PluginCallException>(() => bench.Run(Bench.Grid([Bench.Define("gradcam", "b5", (a, g) => a)], s_game)))
            .Message.ShouldContain("choose another id");
        Should
            .Throw<PluginCallException>(() => bench.Run(Bench.Grid(["gradcam", "gradcam@b5"], s_game)))
            .Message.ShouldContain("is in the grid twice");
        Should.Throw<PluginCallException>(() => bench.Run(Bench.Grid([], s_game))).Message.ShouldContain("needs a method");
        Should.Throw<PlanException>(() => bench.Run(Bench.Grid(["gradcam@b9"], s_game), limit: 1)).Message.ShouldContain("b9");
        var table = bench.Run(Bench.Grid(["gradcam"], s_game), limit: 1);
        Should
            .Throw<KeyNotFoundException>(() => table["gradmid", "pointing-game"])
            .Message.ShouldContain("The table has no method 'gradmid'");
        Should.Throw<SubjectException>(() => bench.Use("scene")).Message.ShouldContain("did you mean 'scenes'?");
        Should.Throw<ScriptArgumentException>(() => few.Open("many").Arg(0, 3)).Message.ShouldContain("'many', but must be a whole number");
    }

    [Fact]
    public void A_cancelled_run_throws_and_keeps_what_was_done()
    {
        using var bench = few.Open();
        using var cancel = new CancellationTokenSource();
        bench.Cancel = cancel.Token;
        var stopping = Bench.Define("stopping", PassRequest.Create("b5", Tap.Activation), pass =>
        {
            cancel.Cancel();
            return pass.Activation("b5").sum(1, keepdim: true);
        });
        Should.Throw<OperationCanceledException>(() => bench.Run(Bench.Grid([stopping], s_game), limit: 4));
        bench.Cancel = CancellationToken.None;
        bench.Run(Bench.Grid([stopping], s_game), limit: 4)[stopping, "pointing-game"].ShouldBeInRange(0, 1);
    }

    [Fact]
    public void Maps_are_raw_and_a_failed_method_has_a_message()
    {
        using var bench = few.Open();
        var broken = Bench.Define("broken", "b5", (a, g) => throw new InvalidOperationException("no idea"));
        using var maps = bench.Maps(bench.Images[0], ["gradcam@b4", broken], "top1", "bottom1");
        maps.Classes.Count.ShouldBe(2);
        maps["gradcam@b4", maps.Classes[1]].shape.ShouldBe([1, 1, 28, 28]);
        Should.Throw<KeyNotFoundException>(() => maps[broken]).Message.ShouldContain("no idea");
        maps.Save(few["sheet.png"]);
        Data.Image.Load(few["sheet.png"]).Width.ShouldBeGreaterThan(400);
    }

    [Fact]
    public void A_rebuilt_plugin_is_reloaded_before_the_next_run()
    {
        using var folder = new TemporaryFolder();
        using var bench = few.OpenOn([PluginFolders.Product, PluginFolders.CopyOver(folder, "Versioned", "VersionOne")]);
        double[] Values()
        {
            var table = bench.Run(Bench.Grid(["versioned", "steady"], ["mean-of-map"]), limit: 2);
            return [table["versioned", "mean-of-map"], table["steady", "mean-of-map"]];
        }
        var before = Values();
        before[0].ShouldBeGreaterThan(0);
        PluginFolders.CopyOver(folder, "Versioned", "VersionTwo");   // the map of 'versioned' is twice that of the first version
        Values().ShouldBe([2 * before[0], before[1]]);
        few.Notes.ShouldContain("Versioned.dll swapped: versioned changed.");
    }

    [Fact]
    public void A_new_plugin_is_loaded_before_the_next_run()
    {
        using var folder = new TemporaryFolder();
        using var bench = few.OpenOn([PluginFolders.Product, PluginFolders.CopyTo(folder, "Good")]);
        var before = bench.Run(Bench.Grid(["good", "gradcam@b5"], s_game), limit: 2);
        PluginFolders.CopyTo(folder, "ReturnsNaN");
        bench.Run(Bench.Grid(["good"], s_game), limit: 2)["good", "pointing-game"].ShouldBe(before["good", "pointing-game"]);
        few.Notes.ShouldContain(said => said.StartsWith("ReturnsNaN.dll is new: returns-nan", StringComparison.Ordinal));
        bench.Methods.ShouldContain(method => method.Id == "returns-nan");
    }
}
