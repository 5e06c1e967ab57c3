using Workbench.TestPlugins;

namespace Workbench.Conformance.Tests;

/// <summary>The shipped plugins pass the conformance check.</summary>
public sealed class ShippedPluginsTests
{
    public static TheoryData<string, int> Assemblies =>
        new()
        {
            { "Aggregation", 11 },
            { "Baselines", 2 },
            { "Localisation", 2 },
            { "Propagation", 14 },
            { "Similarity", 2 },
        };

    [Theory, SlowInlineData("Aggregation", 11), InlineData("Baselines", 2), InlineData("Localisation", 2), InlineData("Similarity", 2)]
    public void Every_shipped_plugin_passes_every_check(string assembly, int plugins)
    {
        var findings = PluginConformance.Check(Path.Combine(PluginFolders.Product, assembly));
        findings.Where(finding => !finding.Passed).ShouldBeEmpty();
        findings.Count(finding => finding.Check == "identity").ShouldBeGreaterThanOrEqualTo(plugins);
        findings.ShouldContain(new PluginFinding(assembly, "loads", true, ""));
        findings.ShouldContain(new PluginFinding(assembly, "unload", true, ""));
    }

    [SlowFact]
    public void Propagation_passes_every_check() => Every_shipped_plugin_passes_every_check("Propagation", 14);

    [Theory, MemberData(nameof(Assemblies))]
    public void Every_shipped_plugin_passes_the_quick_check(string assembly, int plugins)
    {
        var findings = PluginConformance.Check(Path.Combine(PluginFolders.Product, assembly), new ConformanceOptions { Quick = true });
        findings.Where(finding => !finding.Passed).ShouldBeEmpty();
        findings.Count(finding => finding.Check == "pass").ShouldBeGreaterThanOrEqualTo(plugins);
    }
}
