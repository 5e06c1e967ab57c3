namespace Workbench.Data.Files;

/// <summary>Files of a data set in a folder or in tar files. Paths are relative and use '/'. Safe to use from several threads.</summary>
internal interface IFileTree
{
    /// <summary>A file's or folder's name for messages.</summary>
    string Name(string path);

    bool HasFolder(string path);

    bool HasFile(string path);

    /// <summary>Names of the files of a folder, in ordinal order.</summary>
    IReadOnlyList<string> Files(string folder);

    /// <param name="path">The file.</param>
    /// <param name="what">The kind of file, for messages: "image".</param>
    /// <exception cref="DataException">The file is missing or cannot be read; the message names it.</exception>
    byte[] Read(string path, string what);
}

/// <summary>The files of a folder.</summary>
internal sealed class FolderTree(string root) : IFileTree
{
    public string Name(string path) => path.Length == 0 ? root : Path.Combine([root, .. path.Split('/')]);

    public bool HasFolder(string path) => Directory.Exists(Name(path));

    public bool HasFile(string path) => File.Exists(Name(path));

    public IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(Name(folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public byte[] Read(string path, string what) => FileBytes.Read(Name(path), what);
}
