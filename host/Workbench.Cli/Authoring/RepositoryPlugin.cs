using System.Diagnostics;

namespace Workbench.Cli.Authoring;

/// <summary>A plugin in the repository: a project in plugins/ and its test in tests/, both added to the solution.</summary>
/// <param name="root">The repository's folder.</param>
/// <param name="name">The plugin's name.</param>
/// <param name="metric">Whether it is a metric.</param>
internal sealed class RepositoryPlugin(string root, PluginName name, bool metric) : INewPlugin
{
    private const string Solution = "Workbench.sln";

    private string Project => $"plugins/{name.Class}/{name.Class}.csproj";

    private string Tests => $"tests/{name.Class}.Tests/{name.Class}.Tests.csproj";

    /// <summary>The folder of the repository that contains a folder, or null.</summary>
    public static string? RootAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (
                File.Exists(Path.Combine(at.FullName, Solution))
                && File.Exists(Path.Combine(at.FullName, "plugins", "Directory.Build.props")))
                return at.FullName;
        return null;
    }

    public IReadOnlyDictionary<string, string> Files => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Full(Project)] = Text($"{PluginTemplate.FolderName(metric)}/{PluginTemplate.ClassName(metric)}.csproj"),
        [Full($"plugins/{name.Class}/{name.Class}.cs")] = Text(
            $"{PluginTemplate.FolderName(metric)}/{PluginTemplate.ClassName(metric)}.cs"),
        [Full(Tests)] = Text("Tests.csproj.txt"),
        [Full($"tests/{name.Class}.Tests/{name.Class}Tests.cs")] = Text(
            $"{PluginTemplate.FolderName(metric)}/tests/{PluginTemplate.ClassName(metric)}Tests.cs"),
    };

    public IEnumerable<string> Finish()
    {
        var start = new ProcessStartInfo("dotnet", ["sln", Full(Solution), "add", Full(Project), Full(Tests)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new IOException(
                $"The files were written, but 'dotnet sln {Solution} add {Project} {Tests}' failed: {(output + error.Result).Trim()}");
        yield return $"added  both projects to {Solution}";
    }

    public IReadOnlyList<string> Next =>
    [
        $"dotnet build plugins/{name.Class}",
        $"./workbench plugin check plugins/{name.Class}",
        metric
            ? $"./workbench run experiments/table1.yaml --set 'metrics=[{name.Id}]' --limit 20 --out runs/{name.Id}"
            : $"./workbench run experiments/table1.yaml --set 'methods=[{name.Id}@b5, {name.Id}@b4]' --limit 20 --out runs/{name.Id}",
        .. metric ? (string[])[] : [$"./workbench attribute PICTURE --method {name.Id}@b5 --target top1"],
        $"dotnet test tests/{name.Class}.Tests",
    ];

    private string Full(string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    private string Text(string file) => PluginTemplate.Text(file, name, metric);
}
