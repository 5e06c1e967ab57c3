namespace Workbench.Conventions.Tests;

/// <summary>
/// The folders of a project depend on each other without cycles, as the table allows. <c>The_graph_has_no_cycle</c> prints the dependencies
/// with <c>dotnet test tests/Workbench.Conventions.Tests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class FolderTests(ITestOutputHelper output)
{
    // Sibling folders. The files of a project's own folder are not listed.
    private static readonly Dictionary<string, string[]> s_mayUse = new(StringComparer.Ordinal)
    {
        ["Cli/Commands"] = ["Authoring", "Stores", "Suggestions"],
        ["Cli/Front"] = ["Commands", "Suggestions"],
        ["Conformance/Methods"] = ["Both"],
        ["Conformance/Metrics"] = ["Both", "Methods"],
        ["Data/Coco"] = ["Files"],
        ["Data/Downloads"] = ["Packages"],
        ["Engine/Loading"] = ["Passes", "Plugins"],
        ["Engine/Model"] = ["Native"],
        ["Engine/Model/Families"] = ["Operators"],
        ["Engine/Model/Graphs"] = ["Families", "Files", "Onnx", "Operators"],
        ["Engine/Model/Onnx"] = ["Families", "Files", "Operators"],
        ["Engine/Model/Files/PyTorch"] = ["Pickle"],
        ["Engine/Passes"] = ["Model", "Native", "Plugins"],
        ["Engine/Plugins"] = ["Model", "Native"],
        ["Engine/Runs"] = ["Model", "Native", "Passes", "Plugins", "Store"],
        ["Engine/Store"] = ["Model", "Passes", "Plugins"],
        ["Experiments/Attribution"] = ["Figures"],
        ["Reporting/Figures"] = ["Pictures"],
        ["Reporting/Html"] = ["Claims", "Figures", "Pairs", "Pictures"],
        ["Scenes/Classes"] = ["Drawing"],
        ["Scripting/Repl"] = ["Scripts"],
        ["Specs/Claims"] = ["Keys", "Yaml"],
        ["Specs/Figures"] = ["Keys", "Yaml"],
        ["Specs/Keys"] = ["Yaml"],
        ["Specs/Models"] = ["Keys", "Yaml"],
        ["Specs/Schema"] = ["Claims", "Figures", "Keys", "Models", "Yaml"],
    };

    private static readonly IReadOnlyList<(string Project, FolderGraph Graph)> s_projects =
        [
            .. RepositorySources.HostProjects.Select(project =>
                (project, FolderGraph.Read(RepositorySources.Host(project).Location, project))),
        ];

    [Fact]
    public void A_folder_uses_only_the_folders_that_the_table_allows()
    {
        var wrong = s_projects.SelectMany(project => project.Graph.Uses)
            .Where(arrow => !(s_mayUse.GetValueOrDefault(arrow.Key.From) ?? []).Contains(Name(arrow.Key.To)))
            .Select(arrow => $"{arrow.Key.From} → {Name(arrow.Key.To)}: {string.Join(", ", arrow.Value.Take(3))}");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_table_lists_no_unused_dependency() =>
        s_mayUse.SelectMany(row => row.Value.Select(to => $"{row.Key} → {to}"))
            .Except(s_projects.SelectMany(project => project.Graph.Uses.Keys).Select(arrow => $"{arrow.From} → {Name(arrow.To)}"))
            .ShouldBeEmpty();

    [Fact]
    public void The_graph_has_no_cycle()
    {
        foreach (var project in RepositorySources.HostProjects)
        {
            output.WriteLine($"{project} → {string.Join(", ", References(project).Order(StringComparer.Ordinal))}");
            foreach (var from in s_projects.Single(one => one.Project == project).Graph.Uses.Keys.GroupBy(arrow => arrow.From))
                output.WriteLine($"    {from.Key} → {string.Join(", ", from.Select(arrow => Name(arrow.To)))}");
        }
        FolderGraph
            .FindCycle(RepositorySources.HostProjects.SelectMany(project => References(project).Select(other => (project, other))))
            .ShouldBeNull();
        foreach (var (_, graph) in s_projects) graph.FindCycle().ShouldBeNull();
    }

    [Fact]
    public void A_cycle_is_found()
    {
        FolderGraph.FindCycle([("a", "b"), ("b", "c"), ("c", "b")]).ShouldBe(["b", "c", "b"]);
        FolderGraph.FindCycle([("a", "b"), ("b", "c"), ("a", "c")]).ShouldBeNull();
    }

    private static string Name(string folder) => folder[(folder.LastIndexOf('/') + 1)..];

    private static IEnumerable<string> References(string project) =>
        RepositorySources
            .Host(project)
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Workbench.", StringComparison.Ordinal));
}
