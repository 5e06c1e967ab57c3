using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Plugins;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plugins list</c>: shows every available method and metric.</summary>
internal sealed class PluginsCommand(CommandContext context)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Command Create()
    {
        var words = new Argument<string[]>("WORD")
        {
            Description = "Shows only plugins whose id, citation or options contain the word; with several words, all of them",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var kind = new Option<string?>("--kind") { Description = "Shows only methods, or only metrics" };
        var json = new Option<bool>("--json") { Description = "Prints JSON: [{id, kind, cite, options, assembly, hash}, …]" };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<PluginKind>().Select(KindName)]);
        var list = new Command("list",
            """
            Shows id, kind, options with defaults and ranges, citation, assembly and hash of every plugin.

            Examples:
              workbench plugins list
              workbench plugins list grad --kind method
              workbench plugins list --json
            """) { words, kind, json };
        list.SetAction(parsed => List(parsed.GetValue(words) ?? [], parsed.GetValue(kind), parsed.GetValue(json)));
        return new Command("plugins",
            """
            Methods and metrics.

            Example:
              workbench plugins list
            """) { list };
    }

    private static string KindName(PluginKind kind) => kind.ToString().ToLowerInvariant();

    private int List(string[] words, string? kind, bool json)
    {
        using var plugins = context.LoadPlugins();
        var found = plugins
            .Plugins.Where(plugin => (kind is null || KindName(plugin.Kind) == kind) && words.All(word => Matches(plugin, word)))
            .ToList();
        if (json) context.Writer.WriteLine(JsonSerializer.Serialize(found.Select(ToJsonObject), s_json));
        else foreach (var plugin in found) Print(plugin);
        if (found.Count == 0 && words.Length > 0)
        {
            var near = NearestName.Find(words[0], plugins.Plugins.Select(plugin => plugin.Id));
            context.Errors.WriteLine(
                $"No {kind ?? "plugin"} contains '{string.Join("' and '", words)}'{(near is null ? "." : $"; did you mean '{near}'?")}");
            return ExitCode.Usage;
        }
        return plugins.Problems.Count > 0 ? ExitCode.CellsFailed : ExitCode.Done;
    }

    private static bool Matches(PluginDescriptor plugin, string word) =>
        plugin
            .Options.SelectMany(option => (string[])[option.Name, option.Help])
            .Concat([plugin.Id, plugin.Cite])
            .Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private void Print(PluginDescriptor plugin)
    {
        var console = context.Output;
        console.MarkupLineInterpolated($"[bold]{plugin.Id}[/]  {KindName(plugin.Kind)}  {plugin.Assembly}  {plugin.Hash}");
        console.WriteLine($"  {plugin.Cite}");
        foreach (var option in plugin.Options)
            console.WriteLine($"  {option.Name} = {option.Default}{Values(option)}: {option.Help}");
    }

    private static object ToJsonObject(PluginDescriptor plugin) => new
    {
        plugin.Id,
        Kind = KindName(plugin.Kind),
        plugin.Cite,
        Options = plugin.Options.Select(option => new
        {
            option.Name, option.Default, option.Choices, option.Range, option.Help,
        }),
        plugin.Assembly,
        plugin.Hash,
    };

    private static string Values(OptionDescriptor option) =>
        option.Choices.Count > 0 ? $" ({string.Join(" | ", option.Choices)})" : option.Range.Length > 0 ? $" ({option.Range})" : "";
}
