namespace Workbench.Conformance.Tests;

/// <summary>The code of docs/plugins.md compiles, and its walk-through works in a fresh copy of the sources.</summary>
public sealed class WalkthroughTests
{
    private static readonly string[] s_sources =
    [
        "tests/TestPlugins/Agreement/Agreement.cs",
        "tests/Workbench.Conformance.Tests/Walkthrough/AgreementTests.cs",
    ];

    [Fact]
    public void Every_block_of_code_is_a_compiled_source()
    {
        var sources = s_sources.Select(source => File.ReadAllText(Path.Combine(Repository.Root, source))).ToList();
        Walkthrough.Code.ShouldBe(sources);
    }

    [Fact]
    public void It_has_five_steps_of_commands_and_files()
    {
        var steps = Walkthrough.Steps;
        steps
            .Select(step => step.File)
            .ShouldBe([null, "plugins/Agreement/Agreement.cs", "tests/Agreement.Tests/AgreementTests.cs", null, null]);
        steps[0].Text.ShouldBe("./workbench plugin new Agreement\n");
    }

    [SlowFact]   // it builds everything in a copy of the sources
    public void Followed_literally_in_a_fresh_copy_it_prints_a_table()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its commands are for a POSIX shell.");
        using var folder = new TemporaryFolder();
        RepositoryCopy.CopyTrackedFiles(folder.Root);
        var outcomes = new List<CommandRun>();
        foreach (var step in Walkthrough.Steps)
        {
            if (step.File is { } file) File.WriteAllText(folder[file.Split('/')], step.Text);
            else outcomes.Add(Shell(folder, step.Text));
        }
        outcomes[0].Output.ShouldContain("wrote  plugins/Agreement/Agreement.cs");
        outcomes[1].Output.ShouldContain("All 15 checks pass.");
        outcomes[1].Output.ShouldContain("Passed!  - Failed:     0, Passed:     4");
        // Rows are indented; the text below the table is not.
        var table = outcomes[2]
            .Output.Split('\n')
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[0])
            .Where(word => word.Contains('@', StringComparison.Ordinal))
            .ToList();
        table.ShouldBe(["gradcam@b5", "agreement@b5", "agreement@b5{sharpness=3}", "agreement@b4"]);
        File.ReadAllLines(folder["runs", "agreement", "table.csv"])
            .Count(line => line.StartsWith("agreement@", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(3);
        RunProgramOfScriptsPage(folder);
    }

    // Runs the program of docs/scripts.md as a file, in the same copy, which is already built.
    private static void RunProgramOfScriptsPage(TemporaryFolder folder)
    {
        var program = File.ReadAllText(Path.Combine(Repository.Root, "docs", "scripts.md"))
            .Split("```csharp\n")
            .Select(block => block.Split("```")[0])
            .Single(block => block.StartsWith("#:project", StringComparison.Ordinal));
        File.WriteAllText(folder["scripts", "app.cs"], program);
        var table = Shell(folder, "dotnet run scripts/app.cs").Output;
        table.ShouldContain("gradcam@b5");
        table.ShouldContain("20 images of scenes");
    }

    // Runs the commands of one block in a shell; stops at the first failure.
    private static CommandRun Shell(TemporaryFolder folder, string commands)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["Precompile"] = "false",   // machine code takes a minute to make and changes no output
        };
        var run = CommandRun.RunProgram(folder.Root, TimeSpan.FromMinutes(10), variables, "/bin/sh", "-e", "-c", commands);
        run.Code.ShouldBe(0, $"{commands}\n{run.Output}\n{run.Error}");
        return run;
    }
}
