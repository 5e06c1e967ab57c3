namespace Workbench.Engine.Data;

/// <summary>Finds the image files of a folder.</summary>
internal static class ImageFiles
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>The extensions that make a file an image, for messages.</summary>
    public static string Extensions { get; } = string.Join(", ", s_extensions);

    /// <summary>The images of a folder, not of the folders in it, by name.</summary>
    /// <exception cref="DataException">The folder does not exist or cannot be listed.</exception>
    public static IReadOnlyList<FileInfo> Of(string folder) =>
        [.. List(folder, at => at.EnumerateFiles()).Where(file => s_extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))];

    /// <summary>The folders of a folder, by name.</summary>
    /// <exception cref="DataException">The folder does not exist or cannot be listed.</exception>
    public static IReadOnlyList<DirectoryInfo> FoldersOf(string folder) => List(folder, at => at.EnumerateDirectories());

    private static List<T> List<T>(string folder, Func<DirectoryInfo, IEnumerable<T>> list) where T : FileSystemInfo
    {
        if (!Directory.Exists(folder)) throw new DataException($"The image folder '{folder}' does not exist.");
        try
        {
            return [.. list(new DirectoryInfo(folder)).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The image folder '{folder}' cannot be read: {error.Message}", error);
        }
    }
}
