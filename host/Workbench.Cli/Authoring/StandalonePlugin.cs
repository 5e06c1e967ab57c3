using System.Security;

namespace Workbench.Cli.Authoring;

/// <summary>
/// A plugin outside the repository: a solution of the plugin, which builds against the package of the contract, and its test project,
/// which uses the package of the conformance kit. The package Workbench.Templates has the same files.
/// </summary>
/// <param name="folder">The parent of the plugin's folder.</param>
/// <param name="name">The plugin's name.</param>
/// <param name="metric">Whether it is a metric.</param>
/// <param name="packages">Folder of the packages; null: the one beside this program.</param>
internal sealed class StandalonePlugin(string folder, PluginName name, bool metric, string? packages) : INewPlugin
{
    private const string Contract = "Workbench.Abstractions", Kit = "Workbench.Testing";

    private string Home => Path.Combine(folder, name.Class);

    public IReadOnlyDictionary<string, string> Files
    {
        get
        {
            var source = Source;
            var (contract, kit) = (Version(source, Contract), Version(source, Kit));
            string Text(string file) =>
                PluginTemplate
                    .Text(file, name, metric)
                    .Replace("CONTRACT_VERSION", contract, StringComparison.Ordinal)
                    .Replace("TESTING_VERSION", kit, StringComparison.Ordinal)
                    .Replace("PACKAGE_FOLDER", SecurityElement.Escape(source), StringComparison.Ordinal);
            var (kind, example) = (PluginTemplate.FolderName(metric), PluginTemplate.ClassName(metric));
            var (plugin, tests) = (Path.Combine(Home, name.Class), Path.Combine(Home, $"{name.Class}.Tests"));
            return new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Path.Combine(Home, $"{name.Class}.slnx")] = Text("Own.slnx.txt"),
                [Path.Combine(Home, "nuget.config")] = Text("nuget.config.txt"),
                [Path.Combine(plugin, $"{name.Class}.csproj")] = Text("Own.csproj.txt"),
                [Path.Combine(plugin, $"{name.Class}.cs")] = Text($"{kind}/{example}.cs"),
                [Path.Combine(tests, $"{name.Class}.Tests.csproj")] = Text("OwnTests.csproj.txt"),
                [Path.Combine(tests, $"{name.Class}Tests.cs")] = Text($"{kind}/tests/{example}Tests.cs"),
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
                $"dotnet test {name.Class}",
                $"{program} plugin check {name.Class}/{name.Class}",
                $"WORKBENCH_PLUGINS={Path.Combine(Home, "bin")}{Path.PathSeparator} {program} plugins list",
            ];
        }
    }

    // The installed program has the packages beside it. A built one is in artifacts/bin/Workbench.Cli/release, and they are in
    // artifacts/package/release.
    private string Source
    {
        get
        {
            if (packages is not null) return Path.GetFullPath(packages);
            var installed = Path.Combine(AppContext.BaseDirectory, "packages");
            return Directory.Exists(installed)
                ? installed
                : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "package", "release"));
        }
    }

    private static string Version(string source, string package)
    {
        var newest = Directory.Exists(source)
            ? new DirectoryInfo(source).EnumerateFiles($"{package}.*.nupkg").MaxBy(file => file.LastWriteTimeUtc)
            : null;
        return newest?.Name[(package.Length + 1)..^".nupkg".Length] ?? throw new PluginPathException(
            $"'{source}' has no package {package}. Make it with 'dotnet pack host/pack.proj' in the workbench's repository, "
            + "or name its folder with --packages.");
    }
}
