namespace Workbench.Launcher.Tests;

/// <summary>The builds, messages and exit codes of the launcher <c>./workbench</c>. Windows has its own script.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Building = "workbench: building…",
        Everything = "host/build.proj",
        B = "plugins/B/B.csproj",
        Log = "artifacts/built/B.log";
    private const string Broken = "plugins/B/B.cs(1,1): error CS1002: ; expected";
    private readonly FakeRepository _house = new();

    public LauncherTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "a POSIX shell is needed");

    public void Dispose() => _house.Dispose();

    [Fact]
    public void The_first_call_builds_and_the_second_does_not()
    {
        _house.Run("run").Error.ShouldBe(Building);
        _house.Run("run").Error.ShouldBe("");
        _house.Builds.ShouldBe([Everything]);
    }

    [Fact]
    public void Arguments_folder_and_exit_code_pass_through()
    {
        var elsewhere = Directory.CreateTempSubdirectory("launcher-elsewhere-");
        try
        {
            var (code, output, _) = _house.RunAs("workbench", ["a", "b  c", "", "$x*"], elsewhere.FullName);
            code.ShouldBe(42);
            output.Split('\n').Skip(1).ShouldBe(["[a]", "[b  c]", "[]", "[$x*]"]);
            Path.GetFileName(output.Split('\n')[0]).ShouldBe(elsewhere.Name);
        }
        finally
        {
            elsewhere.Delete();
        }
    }

    [Fact]
    public void It_works_through_symbolic_links()
    {
        File.CreateSymbolicLink(_house.Full("bin/second"), "../workbench");
        File.CreateSymbolicLink(_house.Full("bin/first"), "second");
        _house.RunAs("bin/first", ["x"]).Code.ShouldBe(42);
        File.Exists(_house.Full("artifacts/bin/Workbench.Cli/release/workbench.dll")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("host/A.cs", Everything)]
    [InlineData("Directory.Build.targets", Everything)]
    [InlineData("Directory.Packages.props", Everything)]
    [InlineData("plugins/B/B.cs", B)]
    public void An_edited_source_is_built_once(string source, string project)
    {
        _house.Run("run");
        _house.Write(source, "changed");
        _house.Run("run");
        _house.Run("run");
        _house.Builds.ShouldBe([Everything, project]);
    }

    [Fact]
    public void New_and_deleted_sources_are_noticed()
    {
        _house.Run("run");
        _house.Write("plugins/B/E.cs", "");
        File.SetLastWriteTimeUtc(_house.Full("plugins/B/E.cs"), DateTime.UtcNow.AddDays(-1));
        _house.Run("run");
        _house.Builds.Length.ShouldBe(2);
        File.Delete(_house.Full("host/A.cs"));
        _house.Run("run");
        _house.Run("run");
        _house.Builds.ShouldBe([Everything, B, Everything]);
    }

    [Fact]
    public void A_build_by_the_user_is_not_repeated()
    {
        _house.Run("run");
        _house.Write("plugins/B/B.cs", "changed");
        _house.CallDotnet("build", B);
        _house.Run("run").Error.ShouldBe("");
        _house.Builds.ShouldBe([Everything, B]);
    }

    [Theory]
    [InlineData("runs", "list")]
    [InlineData("report", "last")]
    [InlineData("model", "inspect", "a.pth")]
    [InlineData("pull", "--list")]
    [InlineData("plugin", "new", "Mine")]
    [InlineData("task", "runs/x")]
    [InlineData("run", "--help")]
    [InlineData("--version")]
    [InlineData("completion", "bash")]
    [InlineData("[suggest:14]", "workbench run ")]
    [InlineData]
    public void Commands_without_plugins_do_not_build(params string[] arguments)
    {
        _house.Run("runs").Error.ShouldBe(Building);   // the program does not exist yet
        _house.Write("plugins/B/B.cs", "oops");
        _house.Write("host/A.cs", "changed");
        var (code, _, error) = _house.Run(arguments);
        (code, error).ShouldBe((42, ""));
        _house.Builds.ShouldBe([Everything]);
    }

    [Fact]
    public void Without_a_program_a_shell_gets_no_suggestions_and_nothing_is_built()
    {
        _house.Run("[suggest:14]", "workbench run ").ShouldBe((0, "", ""));
        _house.Builds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_first_calls_build_once()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "flock is needed");
        var runs = await Task.WhenAll(new[] { 0, 1 }.Select(_ => Task.Run(() => _house.RunAs("workbench", ["run"], buildSeconds: "1"))));
        runs.ShouldAllBe(run => run.Code == 42);
        _house.Builds.ShouldBe([Everything]);
    }

    [Fact]
    public void A_plugin_that_does_not_compile_is_left_out_by_name_and_all_else_is_built()
    {
        _house.Write("plugins/B/B.cs", "oops");
        var (code, _, error) = _house.Run("run");
        code.ShouldBe(42);
        error.ShouldBe($"{Building}\nworkbench: building plugins/B…\nworkbench: plugin B does not build and is left out: {Broken} ({Log})");
        File.Exists(_house.Full("artifacts/bin/Workbench.Cli/release/plugins/C/C.dll")).ShouldBeTrue();
        File.ReadAllText(_house.Full(Log)).ShouldContain(Broken);
    }

    [Fact]
    public void The_last_good_build_of_a_plugin_runs_and_it_is_tried_again_when_a_source_changes()
    {
        _house.Run("run");
        _house.Write("plugins/B/B.cs", "oops");
        var message = $"workbench: plugin B does not build; its last good build runs instead: {Broken} ({Log})";
        _house.Run("run").Error.ShouldBe($"workbench: building plugins/B…\n{message}");
        _house.Run("run").Error.ShouldBe(message);
        _house.Builds.ShouldBe([Everything, B]);
        _house.Write("plugins/B/B.cs", "right");
        _house.Run("run").Error.ShouldBe("workbench: building plugins/B…");
        _house.Run("run").Error.ShouldBe("");
    }

    [Fact]
    public void A_project_that_cannot_be_read_does_not_stop_the_build_of_others()
    {
        _house.Write("plugins/B/B.csproj", "malformed");
        _house.Run("run").Code.ShouldBe(42);
        _house.Builds.ShouldBe([Everything, "host/Workbench.Cli/Workbench.Cli.csproj", B, "plugins/C/C.csproj"]);
    }

    [Fact]
    public void The_last_good_program_runs_if_its_sources_do_not_compile()
    {
        _house.Run("run");
        _house.Write("host/A.cs", "oops");
        var (code, _, error) = _house.Run("run");
        code.ShouldBe(42);
        error.ShouldBe(
            $"{Building}\nworkbench: the program does not build; its last good build runs instead: "
            + "host/A.cs(1,1): error CS1002: ; expected (artifacts/built/program.log)");
        _house.Run("run");
        _house.Builds.Length.ShouldBe(3);   // the second run builds nothing
    }

    [Fact]
    public void Without_any_program_a_failed_build_shows_its_output_and_is_tried_again()
    {
        _house.Write("host/A.cs", "oops");
        var (code, output, error) = _house.Run("run");
        (code, output).ShouldBe((1, ""));
        error.ShouldStartWith($"{Building}\n");
        error.ShouldContain("host/A.cs(1,1): error");
        error.ShouldEndWith("workbench: the build failed; its output is above and in artifacts/workbench-build.log.");
        _house.Write("host/A.cs", "right");
        _house.Run("run").Code.ShouldBe(42);
    }

    // Such as the network or the disk: the same command works once the cause is gone.
    [Fact]
    public void A_build_that_fails_for_a_reason_outside_the_sources_is_tried_again()
    {
        _house.Write("offline", "");
        var (code, _, error) = _house.Run("run");
        code.ShouldBe(1);
        error.ShouldContain("error NU1301");
        File.Delete(_house.Full("offline"));
        _house
            .Run("run")
            .ShouldSatisfyAllConditions(again => again.Code.ShouldBe(42), again => again.Error.ShouldNotContain("does not build"));
    }

    [Fact]
    public void An_older_sdk_is_named()
    {
        _house.Write("version", "8.0.100");
        var (code, _, error) = _house.Run();
        code.ShouldBe(127);
        error.ShouldBe(
            "workbench: building needs the .NET 10 SDK, but 'dotnet' here has 8.0.100. "
            + "Install it from https://dotnet.microsoft.com/download/dotnet/10.0.");
    }

    [Fact]
    public void Without_an_SDK_the_last_builds_run()
    {
        _house.Run("run");
        _house.Write("version", "8.0.100");
        _house.Write("plugins/B/B.cs", "changed");
        var (code, _, error) = _house.Run("run");
        code.ShouldBe(42);
        error.ShouldEndWith("workbench: some projects are older than their sources; their last builds run.");
    }

    [Fact]
    public void A_missing_dotnet_is_reported()
    {
        Directory.CreateDirectory(_house.Full("tools"));
        foreach (var tool in (string[])["sh", "dirname", "readlink", "pwd"])
            if (File.Exists($"/bin/{tool}")) File.CreateSymbolicLink(_house.Full($"tools/{tool}"), $"/bin/{tool}");
        var (code, _, error) = _house.RunAs("workbench", [], path: _house.Full("tools"));
        code.ShouldBe(127);
        error.ShouldStartWith("workbench: 'dotnet' is not on the PATH. Install the .NET 10 SDK");
    }
}
