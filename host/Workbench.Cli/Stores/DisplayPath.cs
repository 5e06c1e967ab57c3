namespace Workbench.Cli.Stores;

/// <summary>Folder names for display.</summary>
internal static class DisplayPath
{
    /// <summary>The path relative to the current folder if it lies below it; else the path itself.</summary>
    public static string FromFullPath(string folder)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        return relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative;
    }
}
