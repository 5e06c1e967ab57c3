using Workbench.Scripting;

namespace Workbench.Docs;

/// <summary>Each method's maps of two classes of one image of the embedded subject.</summary>
public static class MethodPictures
{
    /// <summary>Ids of the methods that the embedded network does not fit: it has no global average before its logits.</summary>
    public static IReadOnlyList<string> Without { get; } = ["cam"];

    /// <summary>Draws them into the folder of the pages.</summary>
    public static void Draw()
    {
        using var bench = new Bench(new BenchSettings { Subject = "scenes" });
        var image = bench.Images[Image];
        var methods = PluginClass.All
            .Where(plugin => plugin.Descriptor.Kind == Engine.Plugins.PluginKind.Method && !Without.Contains(plugin.Descriptor.Id));
        foreach (var method in methods)
        {
            var file = Path.Combine(Repository.Root, MethodPages.Folder, $"{method.Descriptor.Id}.webp");
            bench.Figure([MethodPages.Example(method.Descriptor)], image, ["present1", "present2"]).Save(file);
            Console.WriteLine(Path.GetRelativePath(Repository.Root, file));
        }
    }

    // The image of Figure 1: two houses of different paints.
    private const int Image = 0;
}
