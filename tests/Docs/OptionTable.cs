using System.Text;
using Workbench.Engine.Plugins;
using Workbench.Reporting;

namespace Workbench.Docs;

/// <summary>The options of a plugin as a table.</summary>
internal static class OptionTable
{
    public static void Append(StringBuilder page, PluginDescriptor plugin)
    {
        if (plugin.Options.Count == 0)
        {
            page.Append("It has no options.\n");
            return;
        }
        page.Append("| option | default | values | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var option in plugin.Options)
            page.Append($"| `{option.Name}` | `{option.Default}` | {Values(option)} | {MarkdownText.EscapeCell(option.Help)} |\n");
    }

    private static string Values(OptionDescriptor option) =>
        option.Choices.Count > 0 ? string.Join(", ", option.Choices.Select(choice => $"`{choice}`"))
        : option.Type == typeof(LayerRef) ? "a layer"
        : option.Range is { Length: > 0 } range ? range
        : "a number";
}
