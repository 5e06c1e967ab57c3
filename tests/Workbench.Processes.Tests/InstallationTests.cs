namespace Workbench.Processes.Tests;

/// <summary>
/// The packages as a user installs them: the tool computes a table in any folder, and a template's plugin passes its own tests.
/// </summary>
public sealed class InstallationTests(Installation installed) : IClassFixture<Installation>
{
    [SlowFact]
    public void The_tool_restores_libtorch_once_and_computes_a_shipped_table_in_an_empty_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the packages are made on Linux");
        var before = Files();
        var first = installed.Workbench("run", "table1", "--limit", "5", "--threads", "1");
        first.Code.ShouldBe(0, first.Error);
        first.Output.ShouldContain("gradcam@b5");
        first.Error.ShouldContain("is not on this machine. NuGet restores it once: 128 MB");
        File.Exists(Path.Combine(installed.Empty, "runs", "table1-scenes", "table.md")).ShouldBeTrue();

        var again = installed.Workbench("run", "table1", "--limit", "5");
        again.Code.ShouldBe(0, again.Error);
        again.Error.ShouldNotContain("NuGet");
        Files().ShouldBe(before);   // nothing is written beside the program

        var plugin = installed.Workbench("plugin", "new", "Mine");
        plugin.Code.ShouldBe(0, plugin.Error);
        var check = installed.Workbench("plugin", "check", "Mine/Mine");
        check.Code.ShouldBe(0, check.Output + check.Error);
        check.Output.ShouldContain("All 15 checks pass.");
    }

    [SlowTheory, InlineData("workbench-method", "MyMethod"), InlineData("workbench-metric", "MyMetric")]
    public void A_plugin_of_a_template_passes_its_own_tests(string template, string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the packages are made on Linux");
        installed.New(template, "-n", name);
        File.Exists(Path.Combine(installed.Empty, name, "nuget.config")).ShouldBeFalse();
        installed.Dotnet(Path.Combine(installed.Empty, name), "test", "--disable-build-servers", "-nologo").ShouldContain("Passed!");
    }

    private string[] Files() => [.. Directory
        .EnumerateFiles(installed.Tools, "*", SearchOption.AllDirectories)
        .Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}")
        .Order(StringComparer.Ordinal)];
}
