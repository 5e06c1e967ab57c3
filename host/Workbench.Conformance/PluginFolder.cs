namespace Workbench.Conformance;

/// <summary>
/// The folder to load a plugin from: the given one, or a temporary copy for an assembly that lies in a folder of another name.
/// </summary>
internal sealed class PluginFolder : IDisposable
{
    private readonly DirectoryInfo? _temporary;

    private PluginFolder(string path, DirectoryInfo? temporary) => (Path, _temporary) = (path, temporary);

    /// <summary>Path of the folder, which has the name of its assembly.</summary>
    public string Path { get; }

    /// <summary>Name of the folder and the assembly.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Finds the plugin at a path.</summary>
    /// <param name="path">A folder or an assembly.</param>
    /// <exception cref="FileNotFoundException">The path has no plugin.</exception>
    public static PluginFolder Find(string path)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (Directory.Exists(full))
            return File.Exists(System.IO.Path.Combine(full, System.IO.Path.GetFileName(full) + ".dll"))
                ? new PluginFolder(full, null)
                : throw Missing(path);
        if (!File.Exists(full) || !full.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) throw Missing(path);
        var (name, folder) = (System.IO.Path.GetFileNameWithoutExtension(full), System.IO.Path.GetDirectoryName(full)!);
        if (System.IO.Path.GetFileName(folder) == name) return new PluginFolder(folder, null);
        var temporary = Directory.CreateTempSubdirectory("workbench-check-");
        var copy = temporary.CreateSubdirectory(name).FullName;
        foreach (var extension in (string[])[".dll", ".pdb", ".deps.json"])
            if (System.IO.Path.ChangeExtension(full, extension) is var file && File.Exists(file))
                File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
        return new PluginFolder(copy, temporary);
    }

    private static FileNotFoundException Missing(string path) =>
        new($"'{path}' is not a plugin: a plugin is a folder NAME with NAME.dll in it, that assembly, or a project that builds one.");

    public void Dispose() => _temporary?.Delete(recursive: true);
}
