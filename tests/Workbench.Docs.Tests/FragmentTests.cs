using Microsoft.CodeAnalysis;
using Workbench.TestPlugins;

namespace Workbench.Docs.Tests;

/// <summary>Parts of plugins that pages show compile, or are lines of a shipped plugin.</summary>
public sealed class FragmentTests
{
    private static readonly string s_aggregation = Path.Combine(Repository.Root, "plugins", "Aggregation");

    [Fact]
    public void The_method_of_the_README_compiles_with_the_options_of_the_template()
    {
        var method = MarkdownPages.Blocks("csharp fragment").Single(block => block.Page == "README.md").Text;
        var template = File.ReadAllText(Path.Combine(Repository.Root, "plugins", "_Template", "Method", "NewMethod.cs"));
        var options = template[..template.IndexOf("[Attribution", StringComparison.Ordinal)].Replace("NewMethod", "MyMethod");
        var compilation = CompiledPlugin.Compilation(
            "MyMethod",
            [CompiledPlugin.Parse(options + method, "MyMethod.cs")],
            CompiledPlugin.References.Values);
        compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(problem => problem.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
    }

    [Fact]
    public void The_method_of_the_plugins_page_is_the_code_of_GradMid()
    {
        var lines = new[] { "GradMid.cs", "LayerOptions.cs", "Positive.cs" }
            .SelectMany(file => File.ReadLines(Path.Combine(s_aggregation, file))).Select(line => line.Trim()).ToHashSet();
        var shown = MarkdownPages.Blocks("csharp fragment").First(block => block.Page == "docs/plugins.md").Text.Split('\n');
        shown.Length.ShouldBeGreaterThan(15);
        shown.Select(line => line.Trim()).Where(line => !lines.Contains(line)).ShouldBeEmpty();
    }

    [Fact]
    public void The_rule_of_the_plugins_page_compiles()
    {
        var rule = MarkdownPages.Blocks("csharp fragment").Last(block => block.Page == "docs/plugins.md").Text;
        rule.ShouldContain("PropagateToInputs");
        var source = CompiledPlugin.Parse($"namespace Workbench.Plugins;\n{rule}", "Rule.cs");
        CompiledPlugin.Compilation("Rule", [source], CompiledPlugin.References.Values)
            .GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(problem => problem.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
    }

    [Fact]
    public void No_other_page_has_a_fragment_that_is_not_tested() =>
        MarkdownPages.Blocks("csharp fragment").Select(block => block.Page).ShouldBe(
            ["README.md", "docs/plugins.md", "docs/plugins.md"], ignoreOrder: true);
}
