using Workbench.Scripting;

namespace Workbench.Docs;

/// <summary>Each method's maps of two classes of one image of the embedded subject.</summary>
internal static class MethodPictures
{
    public static void Draw()
    {
        using var bench = new Bench(new BenchSettings { Subject = "scenes" });
        var image = bench.Images[Image];
        foreach (var method in PluginClass.All.Where(plugin => plugin.Descriptor.Kind == Engine.Plugins.PluginKind.Method))
        {
            var file = Path.Combine(Repository.Root, MethodPages.Folder, $"{method.Descriptor.Id}.webp");
            bench.Figure([MethodPages.Example(method.Descriptor)], image, ["present1", "present2"]).Save(file);
            Console.WriteLine(Path.GetRelativePath(Repository.Root, file));
        }
    }

    // The image of Figure 1: two houses of different paints.
    private const int Image = 0;
}
