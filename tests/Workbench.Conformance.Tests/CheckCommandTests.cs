using System.Text.Json;
using Workbench.TestPlugins;

namespace Workbench.Conformance.Tests;

/// <summary><c>workbench plugin check</c>: its table and its JSON.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_lists_passed_checks_and_the_remedies_of_failed_ones()
    {
        var run = Check(TestPlugin.Folder("ReturnsNaN"));
        run.Code.ShouldBe(3, run.Error);
        run.Output.ShouldContain(
            "ReturnsNaN\n  ✓ loads\n  ✓ unload\nreturns-nan\n  ✗ identity     Cite is 'Doe', which does not name a source");
        run.Output.ShouldContain(
            "  ✗ map          returns-nan (ReturnsNaN.dll): its map for class 2 holds NaN or infinity. Guard the division");
        run.Output.ShouldEndWith("checks fail.\n");
    }

    [Fact]
    public void The_quick_check_prints_json()
    {
        var run = Check(TestPlugin.Folder("Good"), "--quick", "--json");
        run.Code.ShouldBe(0, run.Error);
        var findings = JsonDocument.Parse(run.Output).RootElement.EnumerateArray().ToList();
        findings
            .Select(finding => finding.GetProperty("plugin").GetString())
            .ShouldBe(["Good", "good", "good-curve", "good-score"], ignoreOrder: true);
        findings.ShouldAllBe(finding =>
            finding.GetProperty("passed").GetBoolean()
            && finding.GetProperty("message").GetString() == ""
            && finding.GetProperty("check").GetString()!.Length > 0);
    }

    [Fact]
    public void An_assembly_in_a_folder_of_another_name_is_checked_alone()
    {
        File.Copy(Path.Combine(TestPlugin.Folder("Good"), "Good.dll"), _folder["Good.dll"]);
        var run = Check(_folder["Good.dll"], "--quick");
        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldContain("good-score");
    }

    [Fact]
    public void A_wrong_path_is_a_usage_error_that_describes_a_plugin()
    {
        Check(_folder["nowhere"])
            .ShouldSatisfyAllConditions(run => run.Code.ShouldBe(2), run => run.Error.ShouldContain("nowhere' does not exist."));
        Check(_folder.Root).ShouldSatisfyAllConditions(
            run => run.Code.ShouldBe(2),
            run =>
                run.Error.ShouldContain(
                    "is not a plugin: a plugin is a folder NAME with NAME.dll in it, that assembly, or a project that builds one."));
        foreach (var project in (string[])["A.csproj", "B.csproj"]) File.WriteAllText(_folder[project], "");
        Check(_folder.Root)
            .ShouldSatisfyAllConditions(run => run.Code.ShouldBe(2), run => run.Error.ShouldContain("holds 2 projects: name one of "));
        Check(TestPlugin.Folder("Good"), "--limit", "0").Error.ShouldContain("--limit must be above 0.");
    }

    private CommandRun Check(string path, params string[] more) =>
        CommandRun.RunInProcess(_folder.Root, ["plugin", "check", path, .. more]);
}
