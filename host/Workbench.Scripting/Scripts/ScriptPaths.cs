namespace Workbench.Scripting.Scripts;

/// <summary>Names files in messages relative to the user's path of the script.</summary>
/// <param name="file">The script, as named by the user.</param>
internal sealed class ScriptPaths(string file)
{
    private readonly string _folder = Path.GetDirectoryName(file) ?? "";

    /// <summary>Full path of the script.</summary>
    public string FullPath { get; } = Path.GetFullPath(file);

    /// <summary>Full path of the script's folder.</summary>
    public string FullFolder => Path.GetDirectoryName(FullPath)!;

    /// <summary>Name of a file in messages.</summary>
    public string DisplayPath(string path)
    {
        if (path.Length == 0) return file;
        if (path == FullPath) return file;
        return Path.IsPathFullyQualified(path) && !Path.IsPathFullyQualified(file)
            ? Path.Combine(_folder, Path.GetRelativePath(FullFolder, path))
            : path;
    }
}
