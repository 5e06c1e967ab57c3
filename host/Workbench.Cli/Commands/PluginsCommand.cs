using System.CommandLine;
using Spectre.Console;
using Workbench.Engine.Plugins;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugins list</c>: every method and metric at hand.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Shows id, kind, options with defaults and ranges, citation, assembly and hash of every plugin.");
        list.SetAction(_ => List());
        return new Command("plugins", "Methods and metrics.") { list };
    }

    private static int List()
    {
        using var plugins = ExperimentOptions.LoadPlugins();
        var console = Terminal.Output;
        foreach (var plugin in plugins.Plugins)
        {
            console.MarkupLineInterpolated($"[bold]{plugin.Id}[/]  {plugin.Kind.ToString().ToLowerInvariant()}  {plugin.Assembly}  {plugin.Hash}");
            console.WriteLine($"  {plugin.Cite}");
            foreach (var option in plugin.Options)
                console.WriteLine($"  {option.Name} = {option.Default}{Values(option)}: {option.Help}");
        }
        return plugins.Problems.Count > 0 ? ExitCode.CellsFailed : ExitCode.Done;
    }

    private static string Values(OptionDescriptor option) =>
        option.Choices.Count > 0 ? $" ({string.Join(" | ", option.Choices)})" : option.Range.Length > 0 ? $" ({option.Range})" : "";
}
