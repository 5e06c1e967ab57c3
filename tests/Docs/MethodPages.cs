using System.Text;
using Workbench.Engine.Plugins;

namespace Workbench.Docs;

/// <summary>A page for each method, and their index.</summary>
internal static class MethodPages
{
    public const string Folder = "docs/methods";

    public static IEnumerable<Page> All()
    {
        var methods = PluginClass.All.Where(plugin => plugin.Descriptor.Kind == PluginKind.Method).ToList();
        return [Index(methods), .. methods.Select(Create)];
    }

    private static Page Index(List<PluginClass> methods)
    {
        var page = new StringBuilder($"{Page.Mark}# Methods\n\n");
        page.Append(
            $"{methods.Count} methods. Each page has the formula, the options, a picture, and the implementations that it was compared "
            + $"with.\n\n"
        );
        page.Append("| method | source | compared with |\n| --- | --- | --- |\n");
        foreach (var method in methods)
            page.Append(
                $"| [{method.Descriptor.Id}]({Uri.EscapeDataString(method.Descriptor.Id)}.md) | {method.Descriptor.Cite} | "
                + $"{Peers(method)} |\n"
            );
        return new($"{Folder}/README.md", page.ToString());
    }

    private static string Peers(PluginClass method)
    {
        var names = PeerMaps.For(method.Descriptor.Id).Select(peer => peer.Peer.Name).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "–" : string.Join(", ", names);
    }

    private static Page Create(PluginClass method)
    {
        var plugin = method.Descriptor;
        var page = new StringBuilder($"{Page.Mark}# {plugin.Id}\n\n{method.Comments.Summary(method.Type)}\n\n");
        page.Append($"Source: {plugin.Cite}. Code: [`{method.Source}`](../../{method.Source}).\n\n");
        var hasPicture = !MethodPictures.Without.Contains(plugin.Id);
        var model = hasPicture ? "" : " --model resnet18.pth";
        page.Append($"```sh\n./workbench attribute photo.jpg --method '{Example(plugin)}' --target top1{model}\n```\n\n");
        page.Append(
            hasPicture
                ? $"![Maps of {plugin.Id} for two classes of one image]({Uri.EscapeDataString(plugin.Id)}.webp)\n\n"
                : "The page has no picture, because the method does not fit the embedded network.\n\n");
        page.Append("## Options\n\n");
        OptionTable.Append(page, plugin);
        if (method.Comments.Remarks(method.Type) is { Length: > 0 } remarks)
            page.Append($"\n## How implementations differ\n\n{remarks}\n");
        page.Append("\n## Compared with\n\n");
        AppendPeers(page, plugin.Id);
        return new($"{Folder}/{plugin.Id}.md", page.ToString());
    }

    public static string Example(PluginDescriptor plugin) =>
        plugin.Options.FirstOrDefault(option => option.Name == "layer") is { } layer ? $"{plugin.Id}@{layer.Default}" : plugin.Id;

    private static void AppendPeers(StringBuilder page, string id)
    {
        var peers = PeerMaps.For(id);
        if (peers.Count == 0)
        {
            page.Append("No call gives a map of another implementation.");
            if (id != "random")
                page.Append(" A float64 oracle written from the equation checks the method (`tests/Workbench.Plugins.Tests`).");
            page.Append('\n');
            return;
        }
        page.Append(
            "The call gives the map of that implementation. Where it has options, the implementation differs from our defaults in them.\n\n"
        );
        page.Append("| implementation | commit | call | maps compared |\n| --- | --- | --- | --- |\n");
        foreach (var peer in peers)
            page.Append($"| {peer.Peer.Repository} | `{peer.Peer.Commit}` | `{peer.Call}` | {peer.Maps} |\n");
        page.Append(
            "\n`dotnet run -c Release --project tests/Parity` prints the deviation of every map of the narrow VGG-16, and with "
            + "`tests/Reference/graph` behind it that of every map of the other networks.\n");
    }
}
