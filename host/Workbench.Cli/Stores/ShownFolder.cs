namespace Workbench.Cli.Stores;

/// <summary>A folder as a user reads it.</summary>
internal static class ShownFolder
{
    /// <summary>A folder as seen from here, where it lies below.</summary>
    public static string Of(string folder)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        return relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative;
    }
}
