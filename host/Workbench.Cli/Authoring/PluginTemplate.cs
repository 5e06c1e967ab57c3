using System.Reflection;

namespace Workbench.Cli.Authoring;

/// <summary>The files of plugins/_Template, embedded in this program, with a new plugin's name in place of the template's.</summary>
internal static class PluginTemplate
{
    /// <summary>The text of a file of the template, with the new name.</summary>
    /// <param name="file">The path below plugins/_Template, with slashes.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="metric">Whether the file is the metric's.</param>
    public static string Text(string file, PluginName name, bool metric)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"template/{file}")
            ?? throw new InvalidOperationException($"template/{file} is not embedded in the program.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text.Replace("PLUGIN_NAME", name.Class, StringComparison.Ordinal)
            .Replace(ClassName(metric), name.Class, StringComparison.Ordinal)
            .Replace(metric ? "new-metric" : "new-method", name.Id, StringComparison.Ordinal);
    }

    /// <summary>The name of the template's class.</summary>
    public static string ClassName(bool metric) => metric ? "NewMetric" : "NewMethod";

    /// <summary>The name of the template's folder.</summary>
    public static string FolderName(bool metric) => metric ? "Metric" : "Method";
}
