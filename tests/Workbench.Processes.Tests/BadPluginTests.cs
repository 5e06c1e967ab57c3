using System.Text.Json;
using Workbench.Cli.Tests;

namespace Workbench.Processes.Tests;

/// <summary>A plugin that misbehaves fails only its own cells, by name. All others finish as without it.</summary>
public sealed class BadPluginTests(SmallSubject subject)
{
    private const string Good = "gradcam@b5";

    [Theory]
    [InlineData("ThrowsInPlan", "throws-in-plan", "throws-in-plan threw while it planned: InvalidOperationException: no plan today")]
    [InlineData(
        "ThrowsInAttribute",
        "throws-in-attribute",
        "throws-in-attribute (ThrowsInAttribute.dll): it threw InvalidOperationException: no map today"
    )]
    [InlineData("ReturnsNaN", "returns-nan", "returns-nan (ReturnsNaN.dll): its map for class 0 holds NaN or infinity.")]
    [InlineData("WrongShape", "wrong-shape", "wrong-shape (WrongShape.dll): it returned [")]
    public void A_bad_method_fails_alone(string project, string id, string reason)
    {
        using var place = new Workplace(subject, $"[{Good}, {id}, gradcam-pos@b4]", "[pointing-game]", project);
        var run = place.RunInto("out");
        run.Code.ShouldBe(3, run.Error);
        run.Output.ShouldContain($"{id} failed under pointing-game: {reason}");
        run.Output.ShouldNotContain("   at ");
        var table = place.Rows("out", "table.csv");
        table[1].ShouldStartWith($"{id},,pointing-game,,,");
        table[1].ShouldContain(reason);

        place.RunInto("without", "--set", $"methods=[{Good}, gradcam-pos@b4]").Code.ShouldBe(0);
        place.Read("out", "samples.csv").ShouldBe(place.Read("without", "samples.csv"));
        new[] { table[0], table[2] }.ShouldBe(place.Rows("without", "table.csv"));
        place.RunInto("out").Code.ShouldBe(3);
    }

    [Fact]
    public void A_method_that_fails_on_some_images_keeps_the_others()
    {
        using var place = new Workplace(subject, "[gradcam@b5, 'throws-in-attribute{target=1}']", "[pointing-game]", "ThrowsInAttribute");
        var run = place.RunInto("out", "--batch", "4");
        run.Code.ShouldBe(3, run.Error);
        place
            .Rows("out", "samples.csv")
            .Where(row => row.Contains("throws-in-attribute"))
            .Select(row => row.Split(',')[2])
            .ShouldBe(["a2", "a4", "a6"]);
        place
            .Rows("out", "skipped.csv")
            .Where(row => row.Contains("no map today"))
            .Select(row => row.Split(',')[2])
            .ShouldBe(["a1", "a3", "a5"]);
        place.RunInto("alone", "--batch", "1");
        place.Read("alone", "samples.csv").ShouldBe(place.Read("out", "samples.csv"));
    }

    [Theory]
    [InlineData("throws-in-score", "throws-in-score (BadMetric.dll): it threw InvalidOperationException: no score today")]
    [InlineData("scores-nan", "scores-nan (BadMetric.dll): it scored NaN for class 0.")]
    [InlineData(
        "throws-in-summarise",
        "throws-in-summarise (BadMetric.dll): it threw InvalidOperationException while it summarised: no sum today"
    )]
    public void A_bad_metric_fails_alone(string id, string reason)
    {
        using var place = new Workplace(subject, $"[{Good}]", $"[pointing-game, {id}]", "BadMetric");
        var run = place.RunInto("out");
        run.Code.ShouldBe(3, run.Error);
        run.Output.ShouldContain($"{Good} failed under {id}: {reason}");
        place.RunInto("without", "--set", "metrics=[pointing-game]").Code.ShouldBe(0);
        place.Rows("out", "table.csv")[0].ShouldBe(place.Rows("without", "table.csv")[0]);
        place
            .Rows("out", "samples.csv")
            .Where(row => row.StartsWith("pointing-game", StringComparison.Ordinal))
            .ShouldBe(place.Rows("without", "samples.csv"));
    }

    [SlowFact]
    public void Plugins_that_hang_fail_alone_and_are_tried_again_by_the_next_run()
    {
        using var place = new Workplace(
            subject, $"[{Good}, hangs, 'hangs{{seconds=2.5}}', gradcam-pos@b4]", "[pointing-game, hangs-in-score, hangs-in-summarise]",
            "Hangs");
        var run = place.RunProgramInto("out", "--plugin-limit", "1.5");   // in its own process, as the plugin's threads do not end
        run.Code.ShouldBe(3, run.Error);
        run.Output.ShouldContain(
            "hangs failed under pointing-game, hangs-in-score, hangs-in-summarise: "
            + "hangs (Hangs.dll): it did not return within 1.5 s, and is not called again in this run.");
        run.Output.ShouldContain(
            "hangs{seconds=2.5} failed under pointing-game, hangs-in-score, hangs-in-summarise: "
            + "hangs{seconds=2.5} (Hangs.dll): it did not return within 1.5 s");
        run.Output.ShouldContain($"{Good} failed under hangs-in-score: hangs-in-score (Hangs.dll): it did not return within 1.5 s");
        run.Output.ShouldContain(
            $"{Good} failed under hangs-in-summarise: hangs-in-summarise (Hangs.dll): it did not summarise within 1.5 s.");

        place.RunInto("without", "--set", $"methods=[{Good}, gradcam-pos@b4]", "--set", "metrics=[pointing-game]").Code.ShouldBe(0);
        string[] Numbers(string folder) =>
            [.. place.Rows(folder, "samples.csv").Where(row => row.StartsWith("pointing-game", StringComparison.Ordinal))];
        Numbers("out").ShouldBe(Numbers("without"));
        place.Rows("out", "table.csv").Intersect(place.Rows("without", "table.csv")).Count().ShouldBe(2);

        var again = place.RunInto(
            "out", "--plugin-limit", "20", "--limit", "1", "--set", $"methods=[{Good}, 'hangs{{seconds=2.5}}', gradcam-pos@b4]", "--set",
            "metrics=[pointing-game]");
        again.Code.ShouldBe(0, again.Error);
        place.Rows("out", "samples.csv").Count(row => row.Contains("hangs")).ShouldBeGreaterThan(0);
    }

    [Theory, InlineData("0"), InlineData("-1"), InlineData("soon")]
    public void A_limit_that_is_not_a_positive_number_is_refused(string limit)
    {
        using var place = new Workplace(subject);
        var run = place.RunInto("out", "--plugin-limit", limit);
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain("--plugin-limit");
        Directory.Exists(place["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_refused_plugin_that_the_spec_does_not_need_is_a_warning()
    {
        using var place = new Workplace(subject, $"[{Good}]", "[pointing-game]", "ShipsTorchSharp", "NotAPlugin");
        var run = place.RunInto("out", "--limit", "1");
        run.Code.ShouldBe(0, run.Error);
        run.Error.Split('\n').Count(line => line.StartsWith("warning: ", StringComparison.Ordinal)).ShouldBe(2);
        run.Error.ShouldContain("it ships its own TorchSharp.dll");
    }

    [Fact]
    public void A_method_that_fills_the_gpu_runs_in_smaller_batches_with_a_message()
    {
        using var place = new Workplace(subject, $"[{Good}, 'runs-out-of-memory{{above=2}}']", "[pointing-game]", "RunsOutOfMemory");
        var run = place.RunInto("out", "--batch", "4");
        run.Code.ShouldBe(0, run.Error);
        run.Error.ShouldContain(
            "Memory ran out 2 times: batches of 4 images of 128×96 were halved to 1 (--batch 1 starts there). "
            + "CUDA out of memory. Tried to allocate 2.00 GiB.");
        using var provenance = JsonDocument.Parse(place.Read("out", "provenance.json"));
        var batch = provenance.RootElement.GetProperty("batch");
        (
            batch.GetProperty("size").GetInt32(),
            batch.GetProperty("choice").GetString(),
            batch.GetProperty("halvings").GetArrayLength()
        ).ShouldBe((1, "given", 2));
        provenance.RootElement.GetProperty("tf32").GetBoolean().ShouldBeFalse();
        place.RunInto("alone", "--batch", "1").Error.ShouldNotContain("Memory ran out");
        place.Read("alone", "samples.csv").ShouldBe(place.Read("out", "samples.csv"));
        place.RunInto("out").Error.ShouldContain("nothing left to compute");
    }

    [Fact]
    public void A_method_that_asks_for_more_memory_than_there_is_fails_alone_and_is_tried_again()
    {
        using var place = new Workplace(subject, $"[{Good}, 'runs-out-of-memory{{really=true}}']", "[pointing-game]", "RunsOutOfMemory");
        foreach (var _ in (int[])[1, 2])
        {
            var run = place.RunInto("out");
            run.Code.ShouldBe(3, run.Error);
            run.Output.ShouldContain(
                "runs-out-of-memory{really=true} failed under pointing-game: runs-out-of-memory{really=true} (RunsOutOfMemory.dll): "
                + "out of memory with this image alone. DefaultCPUAllocator: ");
            run.Error.ShouldContain("6 images in");
        }
        place.RunInto("without", "--set", $"methods=[{Good}]").Code.ShouldBe(0);
        place.Rows("out", "table.csv")[0].ShouldBe(place.Rows("without", "table.csv")[0]);
    }
}
