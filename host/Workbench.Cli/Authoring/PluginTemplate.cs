using System.Reflection;

namespace Workbench.Cli.Authoring;

/// <summary>The files of plugins/_Template, which this program carries, with a plugin's name in the place of the template's.</summary>
internal static class PluginTemplate
{
    /// <summary>A file of the template.</summary>
    /// <param name="file">Its name under plugins/_Template, with slashes.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="metric">Whether it is the metric's.</param>
    public static string Text(string file, PluginName name, bool metric)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"template/{file}")
            ?? throw new InvalidOperationException($"The program carries no template/{file}.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text.Replace("PLUGIN_NAME", name.Class, StringComparison.Ordinal)
            .Replace(ClassOf(metric), name.Class, StringComparison.Ordinal)
            .Replace(metric ? "new-metric" : "new-method", name.Id, StringComparison.Ordinal);
    }

    /// <summary>The template's own class.</summary>
    public static string ClassOf(bool metric) => metric ? "NewMetric" : "NewMethod";

    /// <summary>The template's folder.</summary>
    public static string FolderOf(bool metric) => metric ? "Metric" : "Method";
}
