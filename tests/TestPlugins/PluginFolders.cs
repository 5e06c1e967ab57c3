using System.Reflection;

namespace Workbench.TestPlugins;

/// <summary>The folders of built plugins, as the tests' projects name them, and folders that hold a choice of them.</summary>
internal static class PluginFolders
{
    /// <summary>The product's plugins.</summary>
    public static string Product { get; } = Metadata("ProductPlugins");

    /// <summary>The name of a path that the project file gives.</summary>
    public static string Metadata(string key) => typeof(PluginFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;

    /// <summary>Copies test plugins into a folder of their own.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="names">Projects under tests/TestPlugins.</param>
    /// <returns>The folder's path.</returns>
    public static string CopyTo(TemporaryFolder folder, params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(folder["plugins", name]);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Metadata("TestPlugins"), name)))
                File.Copy(file, folder["plugins", name, Path.GetFileName(file)]);
        }
        Directory.CreateDirectory(folder["plugins"]);
        return folder["plugins"];
    }

    /// <summary>Lays what a project built over a plugin's folder, as a build of its next version does.</summary>
    /// <param name="folder">As for <see cref="CopyTo"/>.</param>
    /// <param name="name">Name of the assembly and its folder.</param>
    /// <param name="project">Project under tests/TestPlugins.</param>
    public static string Lay(TemporaryFolder folder, string name, string project)
    {
        Directory.CreateDirectory(folder["plugins", name]);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Metadata("TestPlugins"), project)))
            File.Copy(file, folder["plugins", name, Path.GetFileName(file)], overwrite: true);
        return folder["plugins"];
    }
}
