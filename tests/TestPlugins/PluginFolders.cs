using System.Reflection;

namespace Workbench.TestPlugins;

/// <summary>The folders of plugins that tests load: the product's, and copies of a choice of small ones.</summary>
internal static class PluginFolders
{
    /// <summary>The product's plugins.</summary>
    public static string Product { get; } = Metadata("ProductPlugins");

    /// <summary>The name of a path that the project file gives.</summary>
    public static string Metadata(string key) =>
        typeof(PluginFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;

    /// <summary>Copies test plugins into a folder of their own.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="names">Folders of tests/TestPlugins.</param>
    /// <returns>The folder's path.</returns>
    public static string CopyTo(TemporaryFolder folder, params string[] names)
    {
        foreach (var name in names) Lay(folder, name, name);
        Directory.CreateDirectory(folder["plugins"]);
        return folder["plugins"];
    }

    /// <summary>Lays an assembly over a plugin's folder, as a build of its next version does.</summary>
    /// <param name="folder">As for <see cref="CopyTo"/>.</param>
    /// <param name="name">Name of the assembly and its folder.</param>
    /// <param name="plugin">As <see cref="TestPlugin.Folder"/> takes it.</param>
    public static string Lay(TemporaryFolder folder, string name, string plugin)
    {
        Directory.CreateDirectory(folder["plugins", name]);
        foreach (var file in Directory.EnumerateFiles(TestPlugin.Folder(plugin)))
            File.Copy(file, folder["plugins", name, Path.GetFileName(file)], overwrite: true);
        return folder["plugins"];
    }
}
