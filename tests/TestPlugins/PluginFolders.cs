using System.Reflection;

namespace Workbench.TestPlugins;

/// <summary>The plugin folders that tests load: the product's, and copies of test plugins.</summary>
internal static class PluginFolders
{
    /// <summary>Path of the product's plugins.</summary>
    public static string Product { get; } = Metadata("ProductPlugins");

    /// <summary>Returns a path from the metadata that the project file gives.</summary>
    public static string Metadata(string key) =>
        typeof(PluginFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;

    /// <summary>Copies test plugins into a folder of their own.</summary>
    /// <param name="folder">The folder; the copies go to its subfolder plugins.</param>
    /// <param name="names">Folders of tests/TestPlugins.</param>
    /// <returns>Path of the subfolder.</returns>
    public static string CopyTo(TemporaryFolder folder, params string[] names)
    {
        foreach (var name in names) CopyOver(folder, name, name);
        Directory.CreateDirectory(folder["plugins"]);
        return folder["plugins"];
    }

    /// <summary>Copies an assembly over a plugin's folder, like a build of its next version.</summary>
    /// <param name="folder">As for <see cref="CopyTo"/>.</param>
    /// <param name="name">Name of the assembly and its folder.</param>
    /// <param name="plugin">A name as in <see cref="TestPlugin.Folder"/>.</param>
    public static string CopyOver(TemporaryFolder folder, string name, string plugin)
    {
        Directory.CreateDirectory(folder["plugins", name]);
        foreach (var file in Directory.EnumerateFiles(TestPlugin.Folder(plugin)))
            File.Copy(file, folder["plugins", name, Path.GetFileName(file)], overwrite: true);
        return folder["plugins"];
    }
}
