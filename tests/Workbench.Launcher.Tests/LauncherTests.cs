namespace Workbench.Launcher.Tests;

/// <summary>What <c>./workbench</c> does around the program. Windows has a script of its own.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Building = "workbench: building…";
    private readonly LauncherHouse _house = new();

    public LauncherTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "a POSIX shell is needed");

    public void Dispose() => _house.Dispose();

    [Fact]
    public void The_first_call_builds_and_the_second_does_not()
    {
        _house.Run("run").Error.ShouldBe(Building);
        _house.Run("run").Error.ShouldBe("");
        _house.Builds.ShouldBe(1);
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
    [InlineData("host/A.cs")]
    [InlineData("plugins/B.cs")]
    [InlineData("Directory.Build.targets")]
    [InlineData("Directory.Packages.props")]
    public void An_edited_source_is_built_once(string source)
    {
        _house.Run();
        _house.Write(source, "changed");
        _house.Run();
        _house.Run();
        _house.Builds.ShouldBe(2);
    }

    [Fact]
    public void New_and_deleted_sources_are_noticed()
    {
        _house.Run();
        _house.Write("plugins/C.cs", "");
        File.SetLastWriteTimeUtc(_house.Full("plugins/C.cs"), DateTime.UtcNow.AddDays(-1));
        _house.Run();
        _house.Builds.ShouldBe(2);
        File.Delete(_house.Full("host/A.cs"));
        _house.Run();
        _house.Run();
        _house.Builds.ShouldBe(3);
    }

    [Fact]
    public async Task Two_first_calls_build_once()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "flock is needed");
        var runs = await Task.WhenAll(new[] { 0, 1 }.Select(_ => Task.Run(() => _house.RunAs("workbench", ["x"], buildSeconds: "1"))));
        runs.ShouldAllBe(run => run.Code == 42);
        _house.Builds.ShouldBe(1);
    }

    [Fact]
    public void A_failed_build_shows_its_output_and_is_tried_again()
    {
        _house.Write("broken", "");
        var (code, output, error) = _house.Run();
        (code, output).ShouldBe((1, ""));
        error.ShouldBe($"{Building}\nhost/A.cs(1,1): error\nworkbench: the build failed; its output is above and in artifacts/workbench-build.log.");
        File.Delete(_house.Full("broken"));
        _house.Run().Code.ShouldBe(42);
    }

    [Fact]
    public void An_older_sdk_is_named()
    {
        _house.Write("version", "8.0.100");
        var (code, _, error) = _house.Run();
        code.ShouldBe(127);
        error.ShouldBe("workbench: building needs the .NET 10 SDK, and 'dotnet' here has 8.0.100. Install it from https://dotnet.microsoft.com/download/dotnet/10.0.");
    }

    [Fact]
    public void A_missing_dotnet_is_said()
    {
        Directory.CreateDirectory(_house.Full("tools"));
        foreach (var tool in (string[])["sh", "dirname", "readlink", "pwd"])
            if (File.Exists($"/bin/{tool}")) File.CreateSymbolicLink(_house.Full($"tools/{tool}"), $"/bin/{tool}");
        var (code, _, error) = _house.RunAs("workbench", [], path: _house.Full("tools"));
        code.ShouldBe(127);
        error.ShouldStartWith("workbench: 'dotnet' is not on the PATH. Install the .NET 10 SDK");
    }
}
