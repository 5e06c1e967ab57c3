using System.Reflection;
using System.Text.RegularExpressions;

namespace Workbench.Conventions.Tests;

/// <summary>References between projects and packages. Nothing in the host names a plugin.</summary>
public sealed class ReferenceTests
{
    // All projects that a project may reference, because references are transitive.
    private static readonly Dictionary<string, string[]> s_mayReference = new(StringComparer.Ordinal)
    {
        ["Abstractions"] = [],
        ["Scenes"] = [],
        ["Data"] = ["Abstractions"],
        ["Results"] = ["Abstractions", "Data"],
        ["Engine"] = ["Abstractions", "Data", "Results"],
        ["Reporting"] = ["Abstractions", "Data", "Results"],
        ["Specs"] = ["Abstractions", "Data", "Results", "Engine"],
        ["Conformance"] = ["Abstractions", "Data", "Results", "Engine"],
        ["Training"] = ["Abstractions", "Data", "Results", "Engine", "Scenes"],
        ["Experiments"] = ["Abstractions", "Data", "Results", "Engine", "Scenes", "Specs", "Reporting"],
        ["Cluster"] = ["Abstractions", "Data", "Results", "Engine", "Specs", "Reporting", "Experiments"],
        ["Scripting"] = ["Abstractions", "Data", "Results", "Engine", "Scenes", "Specs", "Reporting", "Experiments", "Training"],
        ["Cli"] =
        [
            "Abstractions",
            "Data",
            "Results",
            "Engine",
            "Scenes",
            "Specs",
            "Reporting",
            "Experiments",
            "Training",
            "Conformance",
            "Cluster",
            "Scripting",
        ],
    };

    // These use neither TorchSharp nor SQLite: their tests run in parallel, and a report needs no model.
    private static readonly string[] s_withoutTorch = ["Data", "Results", "Reporting", "Scenes"];

    public static TheoryData<string> Projects => [.. RepositorySources.HostProjects];

    [Theory, MemberData(nameof(Projects))]
    public void A_host_project_references_only_the_projects_below_it(string project)
    {
        var area = Area(project);
        s_mayReference.Keys.ShouldContain(area, "add the new project and its references to the table");
        OwnReferences(RepositorySources.Host(project)).Select(Area).Except(s_mayReference[area]).ShouldBeEmpty();
    }

    [Fact]
    public void Data_results_reports_and_scenes_reference_neither_torch_nor_a_database()
    {
        foreach (var area in s_withoutTorch)
            ReferencesOutsideFramework(RepositorySources.Host($"Workbench.{area}"))
                .ShouldNotContain(name => name == "TorchSharp" || name.StartsWith("Microsoft.Data", StringComparison.Ordinal), area);
    }

    [Fact]
    public void The_contract_depends_on_TorchSharp_and_nothing_else() =>
        ReferencesOutsideFramework(RepositorySources.Host("Workbench.Abstractions")).ShouldBe(["TorchSharp"]);

    [Fact]
    public void A_plugin_depends_on_the_contract_and_TorchSharp_and_nothing_else()
    {
        RepositorySources.Plugins.ShouldNotBeEmpty();
        foreach (var plugin in RepositorySources.Plugins)
            ReferencesOutsideFramework(plugin).Except(["TorchSharp", "Workbench.Abstractions"]).ShouldBeEmpty(plugin.GetName().Name);
    }

    [Fact]
    public void One_file_uses_the_plugin_loader() => SourcesNaming("McMaster.NETCore.Plugins")
        .Where(path => path != "host/Workbench.Engine/Loading/PluginAssembly.cs").ShouldBeEmpty();

    [Fact]
    public void One_folder_and_the_commands_name_Slurm() =>
        RepositorySources
            .Sources("host", ".cs")
            .Where(path => Regex.IsMatch(RepositorySources.Code(path), "[Ss]lurm|SLURM|sbatch|squeue|sacct"))
            .Where(path =>
                !path.StartsWith("host/Workbench.Cluster/Slurm/", StringComparison.Ordinal)
                && !path.StartsWith("host/Workbench.Cli/", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Pictures_are_drawn_in_few_places() => SourcesNaming("SkiaSharp")
        .Where(path =>
            !path.StartsWith("host/Workbench.Scenes/", StringComparison.Ordinal)
            && !path.StartsWith("host/Workbench.Reporting/Pictures/", StringComparison.Ordinal))
        .Except([
            // Formats that ImageSharp does not read and Skia's version; fonts; curves on ScottPlot's canvas.
            "host/Workbench.Data/Pictures/SkiaPicture.cs", "host/Workbench.Data/Pictures/PictureDecoder.cs",
            "host/Workbench.Cli/Commands/DoctorCommand.cs", "host/Workbench.Reporting/Figures/CurveFigure.cs",
        ]).ShouldBeEmpty();

    [Fact]
    public void One_folder_uses_the_library_that_decodes_and_encodes_pictures() => SourcesNaming("SixLabors")
        .Where(path => !path.StartsWith("host/Workbench.Data/Pictures/", StringComparison.Ordinal))
        .Except(["host/Workbench.Data/PictureEncoder.cs"])
        .ShouldBeEmpty();

    [Fact]
    public void Skia_encodes_only_scenes() => SourcesNaming("SKEncodedImageFormat.")
        .Where(path => !path.StartsWith("host/Workbench.Scenes/", StringComparison.Ordinal))
        .Except(["host/Workbench.Data/Pictures/SkiaPicture.cs"]).ShouldBeEmpty();   // it tests whether a file is a JPEG

    [Fact]
    public void The_host_names_no_plugin()
    {
        var ids = RepositorySources
            .PluginClasses.Select(type =>
                type.GetCustomAttribute<AttributionAttribute>()?.Id ?? type.GetCustomAttribute<MetricAttribute>()!.Id)
            .ToList();
        ids.Count.ShouldBeGreaterThan(5);
        // A whole literal, or its start before @ or {. 'random' and 'gradient' are ordinary words too.
        var named = RepositorySources
            .Sources("host", ".cs")
            .SelectMany(path =>
                ids.Where(id => Regex.IsMatch(RepositorySources.Code(path), $@"""{Regex.Escape(id)}[""@{{]")).Select(id => $"{path}: {id}")
            );
        named.ShouldBeEmpty();
    }

    private static string Area(string project) => project["Workbench.".Length..];

    private static IEnumerable<string> SourcesNaming(string package) =>
        RepositorySources.Sources("host", ".cs").Where(path => RepositorySources.Code(path).Contains(package, StringComparison.Ordinal));

    private static IEnumerable<string> OwnReferences(Assembly assembly) =>
        ReferencesOutsideFramework(assembly).Where(name => name.StartsWith("Workbench", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> ReferencesOutsideFramework(Assembly assembly) =>
        assembly
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not ("netstandard" or "mscorlib"));
}
