using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Workbench.Conventions.Tests;

/// <summary>The sources and assemblies that the conventions apply to.</summary>
internal static partial class RepositorySources
{
    public static IReadOnlyList<string> HostProjects { get; } =
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(Repository.Root, "host"))
                .Select(path => Path.GetFileName(path)!)
                .Where(name => name.StartsWith("Workbench.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// The plugin assemblies that the repository ships, as built beside the program. The house style does not apply to other plugins.
    /// </summary>
    public static IReadOnlyList<Assembly> Plugins { get; } = [.. Repository.ShippedPlugins.Select(name => Path.Combine(PluginFolder, name))
        .Select(folder => AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, Path.GetFileName(folder) + ".dll")))];

    public static IEnumerable<Type> PluginClasses => Plugins.SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => type.IsDefined(typeof(AttributionAttribute), false) || type.IsDefined(typeof(MetricAttribute), false));

    public static Assembly Host(string project) => Assembly.Load(project == "Workbench.Cli" ? "workbench" : project);

    /// <summary>The source files of a folder, by path from the root, without build output.</summary>
    public static IEnumerable<string> Sources(string folder, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path =>
                extensions.Any(extension => path.EndsWith(extension, StringComparison.Ordinal))
                && !path.Contains("/obj/")
                && !path.Contains("/bin/"));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>The text of a source without its comments.</summary>
    public static string Code(string path) => Comment().Replace(Text(path), "");

    private static string PluginFolder
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(output.Parent!.Parent!.FullName, "Workbench.Cli", output.Name, "plugins");
        }
    }

    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();
}
