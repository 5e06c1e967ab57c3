using System.Globalization;
using System.Text;
using Workbench.Engine.Plugins;

namespace Workbench.Docs;

/// <summary>A page for each metric, and their index.</summary>
internal static class MetricPages
{
    private const string Folder = "docs/metrics";

    public static IEnumerable<Page> All()
    {
        var metrics = PluginClass.All.Where(plugin => plugin.Descriptor.Kind == PluginKind.Metric).ToList();
        return [Index(metrics), .. metrics.Select(Create)];
    }

    private static Page Index(List<PluginClass> metrics)
    {
        var page = new StringBuilder($"{Page.Mark}# Metrics\n\n| metric | source | value |\n| --- | --- | --- |\n");
        foreach (var metric in metrics)
            page.Append(
                $"| [{metric.Descriptor.Id}]({metric.Descriptor.Id}.md) | {metric.Descriptor.Cite} | {Value(metric.Descriptor)} |\n");
        return new($"{Folder}/README.md", page.ToString());
    }

    private static string Value(PluginDescriptor metric)
    {
        var scale = metric.Percent ? 100 : 1;
        string Number(double value) => (value * scale).ToString("0.##", CultureInfo.InvariantCulture);
        var range = double.IsInfinity(metric.Lowest) && double.IsInfinity(metric.Highest) ? "any number"
            : $"{(double.IsInfinity(metric.Lowest) ? "−∞" : Number(metric.Lowest))} to "
                + $"{(double.IsInfinity(metric.Highest) ? "∞" : Number(metric.Highest))}";
        return $"{range}{(metric.Percent ? " %" : "")}{(metric.IsMean ? ", the mean of its rows" : "")}";
    }

    private static Page Create(PluginClass metric)
    {
        var plugin = metric.Descriptor;
        var page = new StringBuilder($"{Page.Mark}# {plugin.Id}\n\n{metric.Comments.Summary(metric.Type)}\n\n");
        page.Append($"Source: {plugin.Cite}. Code: [`{metric.Source}`](../../{metric.Source}). Value: {Value(plugin)}.\n\n");
        page.Append("```yaml\n");
        page.Append($"methods: [gradcam@b5, \"gradcam++@b5\"]\nmetrics: [{plugin.Id}]\nsubject: scenes\n```\n\n## Options\n\n");
        OptionTable.Append(page, plugin);
        if (metric.Comments.Remarks(metric.Type) is { Length: > 0 } remarks)
            page.Append($"\n## How implementations differ\n\n{remarks}\n");
        return new($"{Folder}/{plugin.Id}.md", page.ToString());
    }
}
