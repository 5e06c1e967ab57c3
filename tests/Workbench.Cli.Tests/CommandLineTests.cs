namespace Workbench.Cli.Tests;

/// <summary>Help, wrong command lines, and commands other than <c>run</c>.</summary>
public sealed class CommandLineTests(SmallSubject subject)
{
    [Fact]
    public void Help_has_examples_and_exit_codes()
    {
        using var place = new Workplace(subject);
        var help = place.Run("--help");
        help.Code.ShouldBe(0);
        foreach (
            var text in (string[])
                ["run", "plan", "plugins", "model", "pull", "doctor", "Exit codes:", "workbench run experiments/table1.yaml"])
            help.Output.ShouldContain(text);
        var run = place.Run("run", "--help");
        run.Code.ShouldBe(0);
        foreach (
            var text in (string[])["Examples:", "--subject", "--set", "--limit", "--device", "--out", "--batch", "--threads", "--dtype"])
            run.Output.ShouldContain(text);
    }

    [Theory]
    [InlineData("rum", "See 'workbench --help'")]
    [InlineData("run", "See 'workbench run --help'")]
    [InlineData("run spec.yaml --limt 3", "--limt")]
    [InlineData("run spec.yaml --limit 0", "--limit is 0, and must be 1 or more.")]
    [InlineData("run spec.yaml --batch -2", "--batch is -2, and must be 1 or more.")]
    [InlineData("run spec.yaml --threads none", "none")]
    [InlineData("run spec.yaml --dtype float16", "float16")]
    [InlineData("run spec.yaml --set seed", "seed")]
    [InlineData("run nowhere.yaml", "nowhere.yaml")]
    [InlineData("plan", "See 'workbench plan --help'")]
    public void A_wrong_command_line_ends_with_2(string line, string message)
    {
        using var place = new Workplace(subject);
        var run = place.Run(line.Split(' '));
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain(message);
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public void Plan_prints_passes_and_cost_and_runs_nothing()
    {
        using var place = new Workplace(subject, "[gradcam@b5, gradcam++@b3, fullgrad]");
        var plan = place.Run("plan", "spec.yaml", "--limit", "4", "--device", "cpu");
        plan.Code.ShouldBe(0, plan.Error);
        var lines = plan.Output.Split('\n').Select(line => line.Trim()).ToList();
        lines.ShouldContain(line =>
            line.StartsWith("subject   small: VGG-16", StringComparison.Ordinal)
            && line.EndsWith("4 images at 128×96", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("cells     6 (3 methods × 2 metrics)", StringComparison.Ordinal));
        lines.Count(line => line.StartsWith("sweep ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain(line => line.StartsWith("state     trained: 1 forward per image", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("cost ", StringComparison.Ordinal) && line.Contains("GFLOP"));
        lines.ShouldContain(line => line.StartsWith("memory ", StringComparison.Ordinal) && line.Contains(" MB"));
        lines.ShouldContain("dtype     float32, on cpu");
        lines.ShouldContain("batch     16 images, by memory; halved if memory runs out");
        place
            .Run("plan", "spec.yaml", "--device", "cpu", "--dtype", "bfloat16")
            .Output.ShouldContain("dtype     bfloat16 products, float32 otherwise, on cpu");
        Directory.Exists(place["runs"]).ShouldBeFalse();
    }

    [Fact]
    public void Plan_names_a_method_that_cannot_plan()
    {
        using var place = new Workplace(subject, "[gradcam@b5, throws-in-plan]", "[pointing-game]", "ThrowsInPlan");
        var plan = place.Run("plan", "spec.yaml", "--device", "cpu");
        plan.Code.ShouldBe(3);
        plan.Output.ShouldContain("1 failed to plan");
        plan.Error.ShouldContain("throws-in-plan threw while it planned");
    }

    [Fact]
    public void Plugins_list_shows_options_citation_assembly_and_hash()
    {
        using var place = new Workplace(subject, plugins: ["Good"]);
        var list = place.Run("plugins", "list");
        list.Code.ShouldBe(0, list.Error);
        list.Output.ShouldNotContain('\u001b');
        foreach (
            var id in (string[])["gradcam", "gradcam-pos", "gradcam++", "gradmid", "cumulative-gradcam", "cumulative-gradmid", "fullgrad"])
            list.Output.ShouldMatch($@"(?m)^{System.Text.RegularExpressions.Regex.Escape(id)}  method  Aggregation\.dll  [0-9a-f]{{16}}$");
        list.Output.ShouldMatch(@"(?m)^pointing-game  metric  Localisation\.dll  [0-9a-f]{16}$");
        list.Output.ShouldContain(
            "\n  Doe 2020, eq. 1\n  layer = b5: layer whose activation and gradient are read\n  scale = 0.5 (0–1): factor of the map\n  "
            + "way = plain-sum (plain-sum | absolute-sum): how channels are summed\n"
        );
    }

    [Fact]
    public void Doctor_finds_no_problem_here_and_names_a_missing_plugin_folder()
    {
        using var place = new Workplace(subject);
        var doctor = place.Run("doctor");
        foreach (var name in (string[])["runtime", "libtorch", "devices", "threads", "fonts", "plugins", "cache"])
            doctor.Output.ShouldMatch($"(?m)^{name} +\\S");
        if (!doctor.Output.Contains("No font")) doctor.Code.ShouldBe(0, doctor.Output);

        var sick = place.Run(["doctor"], place["nowhere"]);
        sick.Code.ShouldBe(4);
        sick.Output.Split('\n')
            .ShouldContain(line =>
                line.StartsWith("problem   The plugin folder", StringComparison.Ordinal) && line.Contains("WORKBENCH_PLUGINS"));
    }

    [Fact]
    public void A_reader_that_closes_the_pipe_early_is_not_an_error()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "a POSIX shell is needed");
        using var place = new Workplace(subject);
        var run = place.Shell("{ $WORKBENCH run spec.yaml --out out --device cpu; echo code $? >&2; } | true");
        run.Error.ShouldContain("code 0");
        run.Error.ShouldNotContain("   at ");
        var list = place.Shell("{ $WORKBENCH plugins list; echo code $? >&2; } | head -n 1");
        list.Output.Trim().Split('\n').ShouldHaveSingleItem();
        list.Error.ShouldContain("code 0");
    }
}
