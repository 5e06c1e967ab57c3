namespace Workbench.Data;

/// <summary>
/// The pictures and subfolders of a folder, by name. Hidden folders and files are listed separately, since notebooks, systems and archives
/// leave them there (<c>.ipynb_checkpoints</c>, <c>__MACOSX</c>, <c>._photo.jpg</c>).
/// </summary>
internal sealed class PictureFolder
{
    private const int MostNamed = 5;

    private static readonly string[] s_extensions =
    [
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm",
    ];

    // Pictures in formats that cannot be read; a note reports that they are left out.
    private static readonly string[] s_foreign =
    [
        ".heic", ".heif", ".avif", ".jxl", ".jp2", ".j2k", ".tga", ".psd", ".svg", ".ico", ".dng", ".cr2", ".nef", ".arw", ".exr", ".hdr",
    ];

    // System folders whose names do not begin with a dot.
    private static readonly string[] s_systems = ["__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found"];

    private readonly string _path;
    private readonly List<string> _hidden;
    private readonly List<string> _foreign;

    private PictureFolder(string path, List<FileSystemInfo> entries)
    {
        var (hidden, seen) = (entries.Where(entry => IsHidden(entry.Name)), entries.Where(entry => !IsHidden(entry.Name)).ToList());
        _path = path;
        Folders = [.. seen.OfType<DirectoryInfo>()];
        Pictures = [.. seen.OfType<FileInfo>().Where(file => IsPicture(file.Name))];
        _hidden = [.. hidden.Where(entry => entry is DirectoryInfo || IsPicture(entry.Name)).Select(entry => entry.Name)];
        _foreign =
        [
            .. seen.OfType<FileInfo>()
                .Where(file => s_foreign.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                .Select(file => file.Name),
        ];
    }

    /// <summary>The extensions of pictures, for messages.</summary>
    public static string Extensions { get; } = string.Join(", ", s_extensions);

    /// <summary>The pictures directly in the folder.</summary>
    public IReadOnlyList<FileInfo> Pictures { get; }

    /// <summary>The folders directly in the folder.</summary>
    public IReadOnlyList<DirectoryInfo> Folders { get; }

    /// <summary>Sentences about the files that are left out.</summary>
    /// <param name="folders">Whether subfolders are used, so that hidden ones are reported.</param>
    public IEnumerable<string> Notes(bool folders)
    {
        var hidden = _hidden.Where(name => folders || IsPicture(name)).ToList();
        if (hidden.Count > 0)
            yield return $"'{_path}' has hidden {(folders ? "folders or pictures" : "pictures")}, which are left out: {Some(hidden)}.";
        if (_foreign.Count > 0) yield return $"'{_path}' has pictures in unsupported formats, which are left out: {Some(_foreign)}.";
    }

    /// <summary>Lists a folder.</summary>
    /// <exception cref="DataException">The folder does not exist or cannot be listed.</exception>
    public static PictureFolder Open(string path)
    {
        if (!Directory.Exists(path)) throw new DataException($"The image folder '{path}' does not exist.");
        try
        {
            return new PictureFolder(
                path,
                [.. new DirectoryInfo(path).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The image folder '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Whether systems or programs hide a file or folder of this name.</summary>
    public static bool IsHidden(string name) => name.StartsWith('.') || s_systems.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether any part of a path, separated by '/', is hidden.</summary>
    public static bool IsHiddenPath(string path) => path.Split('/').Any(IsHidden);

    /// <summary>Whether a file name has a picture's extension.</summary>
    public static bool IsPicture(string name) => s_extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static string Some(List<string> names) =>
        string.Join(", ", names.Take(MostNamed).Select(name => $"'{TextExcerpt.OneLine(name)}'"))
        + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
