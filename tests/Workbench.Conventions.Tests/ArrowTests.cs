using System.Reflection;
using System.Text.RegularExpressions;

namespace Workbench.Conventions.Tests;

/// <summary>What a project may reference. Nothing in the host names a plugin.</summary>
public sealed class ArrowTests
{
    // Each with all that lies below it: a reference to a project sees what that one references.
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

    // TorchSharp, libtorch and SQLite stay out of these: their tests run in parallel, and a report needs no model.
    private static readonly string[] s_withoutTorch = ["Data", "Results", "Reporting", "Scenes"];

    public static TheoryData<string> Projects => [.. House.HostProjects];

    [Theory, MemberData(nameof(Projects))]
    public void A_host_project_references_only_what_lies_below_it(string project)
    {
        var room = Room(project);
        s_mayReference.Keys.ShouldContain(room, "a new project: say here what it may reference");
        OwnReferences(House.Host(project)).Select(Room).Except(s_mayReference[room]).ShouldBeEmpty();
    }

    [Fact]
    public void Data_results_and_reports_know_no_torch_and_no_database()
    {
        foreach (var room in s_withoutTorch)
            Foreign(House.Host($"Workbench.{room}"))
                .ShouldNotContain(name => name == "TorchSharp" || name.StartsWith("Microsoft.Data", StringComparison.Ordinal), room);
    }

    [Fact]
    public void The_contract_depends_on_TorchSharp_and_nothing_else() =>
        Foreign(House.Host("Workbench.Abstractions")).ShouldBe(["TorchSharp"]);

    [Fact]
    public void A_plugin_depends_on_the_contract_and_TorchSharp_and_nothing_else()
    {
        House.Plugins.ShouldNotBeEmpty();
        foreach (var plugin in House.Plugins)
            Foreign(plugin).Except(["TorchSharp", "Workbench.Abstractions"]).ShouldBeEmpty(plugin.GetName().Name);
    }

    [Fact]
    public void One_file_knows_the_plugin_loader() => Naming("McMaster.NETCore.Plugins")
        .Where(path => path != "host/Workbench.Engine/Loading/PluginAssembly.cs").ShouldBeEmpty();

    [Fact]
    public void One_folder_knows_Slurm_and_the_commands_that_choose_it() =>
        House
            .Sources("host", ".cs")
            .Where(path => Regex.IsMatch(House.Code(path), "[Ss]lurm|SLURM|sbatch|squeue|sacct"))
        .Where(path =>
            !path.StartsWith("host/Workbench.Cluster/Slurm/", StringComparison.Ordinal)
            && !path.StartsWith("host/Workbench.Cli/", StringComparison.Ordinal))
        .ShouldBeEmpty();

    [Fact]
    public void Pictures_are_drawn_in_few_places() => Naming("SkiaSharp")
        .Where(path =>
            !path.StartsWith("host/Workbench.Scenes/", StringComparison.Ordinal)
            && !path.StartsWith("host/Workbench.Reporting/Pictures/", StringComparison.Ordinal))
        .Except([
            // What ImageSharp does not read, and its version; fonts; curves on ScottPlot's canvas.
            "host/Workbench.Data/Pictures/SkiaPicture.cs", "host/Workbench.Data/Pictures/PictureDecoder.cs",
            "host/Workbench.Cli/Commands/DoctorCommand.cs", "host/Workbench.Reporting/Figures/CurveFigure.cs",
        ]).ShouldBeEmpty();

    [Fact]
    public void One_room_knows_the_library_that_decodes_and_encodes() => Naming("SixLabors")
        .Where(path => !path.StartsWith("host/Workbench.Data/Pictures/", StringComparison.Ordinal))
        .Except(["host/Workbench.Data/PictureEncoder.cs"])
        .ShouldBeEmpty();

    [Fact]
    public void Skia_encodes_no_picture_but_a_scene() => Naming("SKEncodedImageFormat.")
        .Where(path => !path.StartsWith("host/Workbench.Scenes/", StringComparison.Ordinal))
        .Except(["host/Workbench.Data/Pictures/SkiaPicture.cs"]).ShouldBeEmpty();   // which asks whether a file is a JPEG

    [Fact]
    public void The_host_names_no_plugin()
    {
        var ids = House
            .PluginClasses.Select(type =>
                type.GetCustomAttribute<AttributionAttribute>()?.Id ?? type.GetCustomAttribute<MetricAttribute>()!.Id)
            .ToList();
        ids.Count.ShouldBeGreaterThan(5);
        // As a call, a whole literal or its beginning: 'random' and 'gradient' are words too.
        var named = House
            .Sources("host", ".cs")
            .SelectMany(path =>
                ids.Where(id => Regex.IsMatch(House.Code(path), $@"""{Regex.Escape(id)}[""@{{]")).Select(id => $"{path}: {id}"));
        named.ShouldBeEmpty();
    }

    private static string Room(string project) => project["Workbench.".Length..];

    private static IEnumerable<string> Naming(string package) =>
        House.Sources("host", ".cs").Where(path => House.Code(path).Contains(package, StringComparison.Ordinal));

    private static IEnumerable<string> OwnReferences(Assembly assembly) =>
        Foreign(assembly).Where(name => name.StartsWith("Workbench", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Foreign(Assembly assembly) =>
        assembly
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not ("netstandard" or "mscorlib"));
}
