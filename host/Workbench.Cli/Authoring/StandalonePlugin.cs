namespace Workbench.Cli.Authoring;

/// <summary>A plugin outside the repository: a separate folder that builds against the package of the contract.</summary>
/// <param name="folder">The parent of the plugin's folder.</param>
/// <param name="name">The plugin's name.</param>
/// <param name="metric">Whether it is a metric.</param>
/// <param name="packages">Folder of the package; null: the one beside this program.</param>
internal sealed class StandalonePlugin(string folder, PluginName name, bool metric, string? packages) : INewPlugin
{
    private const string Package = "Workbench.Abstractions";

    private string Home => Path.Combine(folder, name.Class);

    public IReadOnlyDictionary<string, string> Files
    {
        get
        {
            var (source, version) = FindPackage();
            string Text(string file) =>
                PluginTemplate
                    .Text(file, name, metric)
                    .Replace("PACKAGE_VERSION", version, StringComparison.Ordinal)
                    .Replace("PACKAGE_FOLDER", System.Security.SecurityElement.Escape(source), StringComparison.Ordinal);
            return new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Path.Combine(Home, $"{name.Class}.csproj")] = Text("Own.csproj.txt"),
                [Path.Combine(Home, "nuget.config")] = Text("nuget.config.txt"),
                [Path.Combine(Home, $"{name.Class}.cs")] = Text(
                    $"{PluginTemplate.FolderName(metric)}/{PluginTemplate.ClassName(metric)}.cs"),
            };
        }
    }

    public IEnumerable<string> Finish() => [];

    public IReadOnlyList<string> Next
    {
        get
        {
            var launcher = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "workbench"));
            var program = File.Exists(launcher) ? launcher : "workbench";
            return
            [
                $"dotnet build {name.Class}",
                $"{program} plugin check {name.Class}",
                $"WORKBENCH_PLUGINS={Path.Combine(Home, "bin")} {program} plugins list",
            ];
        }
    }

    // The program is in artifacts/bin/Workbench.Cli/release, the package in artifacts/package/release.
    private (string Folder, string Version) FindPackage()
    {
        var source = Path.GetFullPath(packages ?? Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "package", "release"));
        var newest = Directory.Exists(source)
            ? new DirectoryInfo(source).EnumerateFiles($"{Package}.*.nupkg").MaxBy(file => file.LastWriteTimeUtc)
            : null;
        return newest is not null
            ? (source, newest.Name[(Package.Length + 1)..^".nupkg".Length])
            : throw new PluginPathException(
                $"'{source}' has no package {Package}. Make it with 'dotnet pack host/{Package} -c Release' in the workbench's repository, "
                + "or name its folder with --packages.");
    }
}
