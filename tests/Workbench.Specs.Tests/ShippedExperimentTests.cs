using Workbench.Engine.Plugins;

namespace Workbench.Specs.Tests;

/// <summary>The specs in experiments/ as a reader finds them.</summary>
public sealed class ShippedExperimentTests
{
    private static readonly string Experiments = Find();

    [Fact]
    public void Table_1_has_the_papers_rows_and_columns()
    {
        var spec = ExperimentFile.Read(Path.Combine(Experiments, "table1.yaml"));
        var paper = File.ReadAllLines(spec.Paper!.Value).Select(line => line.Split(',')).ToList();

        paper[0].ShouldBe(["method", "label", .. spec.Metrics.Select(metric => metric.Value.ToString())]);
        paper.Skip(1).Select(row => row[0]).ShouldBe(spec.Methods.Select(method => method.Value.ToString()));
        spec.Methods.Count.ShouldBe(19);
        spec.Subject.Name.ShouldBe("scenes");
        spec.Subject.Data.ShouldBeOfType<ScenesData>().Count.ShouldBe(300);
        spec.Claims.ShouldAllBe(claim => Listed(spec.Methods, claim.Method) && (claim.Others ?? new List<Marked<PluginCall>>()).All(other => Listed(spec.Methods, other)));
        spec.Claims.ShouldAllBe(claim => Listed(spec.Metrics, claim.From) && Listed(spec.Metrics, claim.To));
    }

    private static bool Listed(IEnumerable<Marked<PluginCall>> calls, Marked<PluginCall> call) => calls.Any(listed => listed.Value.ToString() == call.Value.ToString());

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workbench.sln"))) return Path.Combine(at.FullName, "experiments");
        throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}
