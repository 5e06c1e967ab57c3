using System.Reflection;
using System.Text.RegularExpressions;

namespace Workbench.Conventions.Tests;

/// <summary>Cli → Cluster, Scripting → Experiments → Reporting, Specs → Engine → Abstractions; plugins → Abstractions alone. Nothing in the host names a plugin.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> s_mayReference = new(StringComparer.Ordinal)
    {
        ["Workbench.Abstractions"] = [],
        ["Workbench.Scenes"] = [],
        ["Workbench.Engine"] = ["Workbench.Abstractions", "Workbench.Scenes"],
        ["Workbench.Specs"] = ["Workbench.Abstractions", "Workbench.Engine"],
        ["Workbench.Reporting"] = ["Workbench.Abstractions", "Workbench.Engine"],
        ["Workbench.Experiments"] = ["Workbench.Abstractions", "Workbench.Scenes", "Workbench.Engine", "Workbench.Specs", "Workbench.Reporting"],
        ["Workbench.Scripting"] =
            ["Workbench.Abstractions", "Workbench.Scenes", "Workbench.Engine", "Workbench.Specs", "Workbench.Reporting", "Workbench.Experiments"],
        ["Workbench.Cluster"] = ["Workbench.Abstractions", "Workbench.Engine", "Workbench.Specs", "Workbench.Reporting", "Workbench.Experiments"],
        ["Workbench.Cli"] =
        [
            "Workbench.Abstractions", "Workbench.Scenes", "Workbench.Engine", "Workbench.Specs", "Workbench.Reporting", "Workbench.Experiments",
            "Workbench.Scripting", "Workbench.Cluster",
        ],
    };

    public static TheoryData<string> Projects => [.. House.HostProjects];

    [Theory, MemberData(nameof(Projects))]
    public void A_host_project_references_only_what_lies_below_it(string project)
    {
        s_mayReference.Keys.ShouldContain(project, "a new project: say here what it may reference");
        OwnReferences(House.Host(project)).Except(s_mayReference[project]).ShouldBeEmpty();
    }

    [Fact]
    public void The_contract_depends_on_TorchSharp_and_nothing_else() =>
        Foreign(House.Host("Workbench.Abstractions")).ShouldBe(["TorchSharp"]);

    [Fact]
    public void A_plugin_depends_on_the_contract_and_TorchSharp_and_nothing_else()
    {
        House.Plugins.ShouldNotBeEmpty();
        foreach (var plugin in House.Plugins) Foreign(plugin).Except(["TorchSharp", "Workbench.Abstractions"]).ShouldBeEmpty(plugin.GetName().Name);
    }

    [Fact]
    public void One_file_knows_the_plugin_loader() => Naming("McMaster.NETCore.Plugins")
        .Where(path => path != "host/Workbench.Engine/Plugins/PluginAssembly.cs").ShouldBeEmpty();

    [Fact]
    public void One_folder_knows_Slurm_and_the_commands_that_choose_it() => House.Sources("host", ".cs").Where(path => Regex.IsMatch(House.Code(path), "[Ss]lurm|SLURM|sbatch|squeue|sacct"))
        .Where(path => !path.StartsWith("host/Workbench.Cluster/Slurm/", StringComparison.Ordinal) && !path.StartsWith("host/Workbench.Cli/", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Pictures_are_drawn_in_few_places() => Naming("SkiaSharp")
        .Where(path => !path.StartsWith("host/Workbench.Scenes/", StringComparison.Ordinal) && !path.StartsWith("host/Workbench.Reporting/Pictures/", StringComparison.Ordinal))
        .Except(["host/Workbench.Engine/Data/Image.cs", "host/Workbench.Engine/HostIdentity.cs", "host/Workbench.Cli/Commands/DoctorCommand.cs", "host/Workbench.Reporting/Figures/CurveFigure.cs"]).ShouldBeEmpty();

    [Fact]
    public void One_file_knows_the_decoder_of_scans() => Naming("SixLabors").Where(path => path != "host/Workbench.Engine/Data/Pictures/ScannedPicture.cs").ShouldBeEmpty();

    [Fact]
    public void The_host_names_no_plugin()
    {
        var ids = House.PluginClasses.Select(type => type.GetCustomAttribute<AttributionAttribute>()?.Id ?? type.GetCustomAttribute<MetricAttribute>()!.Id).ToList();
        ids.Count.ShouldBeGreaterThan(5);
        // As a call, a whole literal or its beginning: 'random' and 'gradient' are words too.
        var named = House.Sources("host", ".cs").SelectMany(path => ids.Where(id => Regex.IsMatch(House.Code(path), $@"""{Regex.Escape(id)}[""@{{]")).Select(id => $"{path}: {id}"));
        named.ShouldBeEmpty();
    }

    private static IEnumerable<string> Naming(string package) => House.Sources("host", ".cs").Where(path => House.Code(path).Contains(package, StringComparison.Ordinal));

    private static IEnumerable<string> OwnReferences(Assembly assembly) => Foreign(assembly).Where(name => name.StartsWith("Workbench", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Foreign(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not ("netstandard" or "mscorlib"));
}
