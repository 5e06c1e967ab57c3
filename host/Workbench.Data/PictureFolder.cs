namespace Workbench.Data;

/// <summary>
/// What a folder of pictures holds, by name. Hidden folders and files are none of it, since notebooks, systems and archives leave them there
/// (<c>.ipynb_checkpoints</c>, <c>__MACOSX</c>, <c>._photo.jpg</c>): they are named apart.
/// </summary>
internal sealed class PictureFolder
{
    private const int MostNamed = 5;

    private static readonly string[] s_extensions =
    [
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm",
    ];

    // Pictures that cannot be read: leaving them out is said.
    private static readonly string[] s_foreign =
    [
        ".heic", ".heif", ".avif", ".jxl", ".jp2", ".j2k", ".tga", ".psd", ".svg", ".ico", ".dng", ".cr2", ".nef", ".arw", ".exr", ".hdr",
    ];

    // Names that systems give to folders of their own; the others begin with a dot.
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

    /// <summary>The extensions that make a file a picture, for messages.</summary>
    public static string Extensions { get; } = string.Join(", ", s_extensions);

    /// <summary>The pictures in the folder, not in the folders in it.</summary>
    public IReadOnlyList<FileInfo> Pictures { get; }

    /// <summary>The folders in it.</summary>
    public IReadOnlyList<DirectoryInfo> Folders { get; }

    /// <summary>Sentences about what is there and left out.</summary>
    /// <param name="folders">Whether the folders in it are asked for, so that a hidden one is news.</param>
    public IEnumerable<string> Notes(bool folders)
    {
        var hidden = _hidden.Where(name => folders || IsPicture(name)).ToList();
        if (hidden.Count > 0)
            yield return $"'{_path}' has hidden {(folders ? "folders or pictures" : "pictures")}, which are left out: {Some(hidden)}.";
        if (_foreign.Count > 0) yield return $"'{_path}' has pictures of kinds that cannot be read, which are left out: {Some(_foreign)}.";
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

    /// <summary>Whether a file or folder is one that systems and programs hide.</summary>
    public static bool IsHidden(string name) => name.StartsWith('.') || s_systems.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether a part of a path, with '/' between them, is hidden.</summary>
    public static bool IsHiddenPath(string path) => path.Split('/').Any(IsHidden);

    /// <summary>Whether a name is a picture's by its extension.</summary>
    public static bool IsPicture(string name) => s_extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static string Some(List<string> names) =>
        string.Join(", ", names.Take(MostNamed).Select(name => $"'{Quoted.Short(name)}'"))
        + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
