using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Cli.Authoring;

/// <summary>The files of plugins/_Template, embedded in the program, with a new plugin's name and the program's package versions.</summary>
internal static partial class PluginTemplate
{
    /// <summary>The text of a file of the template, with the new name.</summary>
    /// <param name="file">The path below plugins/_Template, with slashes.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="metric">Whether the file is the metric's.</param>
    public static string Text(string file, PluginName name, bool metric)
    {
        var text = Resource(file).Replace("PLUGIN_NAME", name.Class, StringComparison.Ordinal);
        return VersionOfPackage().Replace(text, package => Version(package.Groups["id"].Value))
            .Replace(ClassName(metric), name.Class, StringComparison.Ordinal)
            .Replace(metric ? "new-metric" : "new-method", name.Id, StringComparison.Ordinal);
    }

    private static string Resource(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"template/{file}")
            ?? throw new InvalidOperationException($"template/{file} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // The version with which this program's own tests are built.
    private static string Version(string package) => XDocument.Parse(Resource("packages.xml")).Descendants("PackageVersion")
        .First(version => (string?)version.Attribute("Include") == package).Attribute("Version")!.Value;

    [GeneratedRegex(@"VERSION_OF\[(?<id>[^\]]+)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionOfPackage();

    /// <summary>The name of the template's class.</summary>
    public static string ClassName(bool metric) => metric ? "NewMetric" : "NewMethod";

    /// <summary>The name of the template's folder.</summary>
    public static string FolderName(bool metric) => metric ? "Metric" : "Method";
}
