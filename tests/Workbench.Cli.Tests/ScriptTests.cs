namespace Workbench.Cli.Tests;

/// <summary><c>workbench script</c> and <c>workbench repl</c>.</summary>
public sealed class ScriptTests(SmallSubject subject)
{
    private static readonly string[] s_subject = ["--subject", "small.yaml", "--device", "cpu"];

    private static Outcome Script(Workplace place, params string[] arguments) => place.Run(["script", .. s_subject, .. arguments]);

    [Fact]
    public void Words_after_the_file_are_the_scripts_arguments()
    {
        using var place = new Workplace(subject);
        place.Write("a.csx", "#!/usr/bin/env -S workbench script\nPrint($\"{Arg(0, 1)} {string.Join('|', Args)} {Classes[0]}\");");
        var outcome = Script(place, "a.csx", "7", "--limit", "--device");
        (outcome.Code, outcome.Output.Trim()).ShouldBe((0, "7 7|--limit|--device disc"));
        Script(place, "a.csx", "7", "--limit", "--device").Output.ShouldBe(outcome.Output);   // from the cache
    }

    [Fact]
    public void A_table_of_a_script_equals_that_of_a_spec()
    {
        using var place = new Workplace(subject, "[gradcam@b5, gradmid@b4]", "[pointing-game]");
        place.Write("a.csx", "var t = Run(Grid([\"gradcam\", \"gradmid@b4\"], [\"pointing-game\"])); Print(t); t.Save(\"script\");");
        Script(place, "a.csx").Code.ShouldBe(0);
        place.RunInto("out").Code.ShouldBe(0);
        place.Read("script", "samples.csv").ShouldBe(place.Read("out", "samples.csv"));
    }

    [Theory]
    [InlineData("var x = Rum(1);", "a.csx:1:9: error CS0103", 2)]
    [InlineData(
        "\nRun(Grid([\"gradcm\"], [\"pointing-game\"]));",
        "a.csx:2: PluginCallException: Unknown method 'gradcm'; did you mean 'gradcam'?",
        2
    )]
    [InlineData("Print(Arg(0, 1));", "argument 1 is 'x', but must be a whole number", 2)]
    [InlineData("\n\nthrow new InvalidOperationException(\"no way\");", "a.csx:3: InvalidOperationException: no way", 1)]
    [InlineData("Use(\"nowhere.yaml\");", "nowhere.yaml", 2)]
    public void A_mistake_is_reported_with_its_line(string text, string message, int code)
    {
        using var place = new Workplace(subject);
        place.Write("a.csx", text);
        var outcome = Script(place, "a.csx", "x");
        outcome.Error.ShouldContain(message);
        outcome.Error.ShouldNotContain("at Workbench");
        outcome.Code.ShouldBe(code);
    }

    // A returned integer is the exit code. Other values, and that of a last expression, are printed.
    [Theory]
    [InlineData("Print(\"done\"); return 7;", 7, "done", "")]
    [InlineData("return 300;", 1, "", "a.csx: The script returned 300; an exit code is 0 to 255.")]
    [InlineData("return \"text\";", 0, "text", "")]
    [InlineData("6 * 7", 0, "42", "")]
    [InlineData("int.Parse(\"x\");", 1, "", "a.csx:1: FormatException: ")]
    public void A_script_ends_with_what_it_returns(string text, int code, string output, string error)
    {
        using var place = new Workplace(subject);
        place.Write("a.csx", text);
        var outcome = Script(place, "a.csx");
        outcome.Code.ShouldBe(code, outcome.Error);
        outcome.Output.ShouldContain(output);
        outcome.Error.ShouldContain(error);
    }

    [Fact]
    public void A_script_that_does_not_exist_is_a_wrong_command_line()
    {
        using var place = new Workplace(subject);
        var outcome = place.Run("script", "b.csx");
        (outcome.Code, outcome.Error.Trim()).ShouldBe((2, "Script 'b.csx' does not exist."));
    }

    [Fact]
    public void A_new_script_runs_as_it_is_and_is_never_overwritten()
    {
        using var place = new Workplace(subject);
        place.Run("script", "new", "try").Code.ShouldBe(0);
        foreach (var file in (string[])["try.csx", "omnisharp.json", "workbench.rsp"]) File.Exists(place[file]).ShouldBeTrue(file);
        var outcome = Script(place, "try.csx", "3");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("3 images of small");
        File.Exists(place["try.png"]).ShouldBeTrue();
        // The assemblies in the editor's settings exist.
        foreach (var line in File.ReadLines(place["workbench.rsp"]).Where(line => line.StartsWith("/r:", StringComparison.Ordinal)))
            File.Exists(line[4..^1]).ShouldBeTrue(line);
        place.Run("script", "new", "try").Code.ShouldBe(2);
    }

    [Fact]
    public void The_repl_reads_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a POSIX shell is needed");
        using var place = new Workplace(subject);
        place.Write("in.txt", "1 + 1\nvar maps = Maps(Images[0], [\"gradcam@b5\"]);\nmaps[\"gradcam@b5\"]\nmaps\n:save sheet.png\n");
        var outcome = place.Shell($"$WORKBENCH repl {string.Join(' ', s_subject)} < in.txt");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Output.Split('\n')[0].Trim().ShouldBe("2");
        outcome.Output.ShouldContain("float32 [1,1,");
        File.Exists(place["sheet.png"]).ShouldBeTrue();
        place.Shell($"echo 'Rum()' | $WORKBENCH repl {string.Join(' ', s_subject)}").Code.ShouldBe(2);
    }
}
