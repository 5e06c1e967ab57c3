namespace Workbench.Scripting.Scripts;

/// <summary>Names files in messages as the user named the script, those it loads beside it.</summary>
/// <param name="file">The script as the user named it.</param>
internal sealed class ScriptPaths(string file)
{
    private readonly string _folder = Path.GetDirectoryName(file) ?? "";

    /// <summary>The script's whole path.</summary>
    public string FullPath { get; } = Path.GetFullPath(file);

    /// <summary>The whole path's folder.</summary>
    public string FullFolder => Path.GetDirectoryName(FullPath)!;

    /// <summary>How messages name a file.</summary>
    public string Shown(string path)
    {
        if (path.Length == 0) return file;
        if (path == FullPath) return file;
        return Path.IsPathFullyQualified(path) && !Path.IsPathFullyQualified(file)
            ? Path.Combine(_folder, Path.GetRelativePath(FullFolder, path))
            : path;
    }
}
