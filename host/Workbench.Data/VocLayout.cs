using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>Finds a data set in VOC's layout: the place of JPEGImages, Annotations and ImageSets.</summary>
internal static class VocLayout
{
    private const string Images = "JPEGImages";

    /// <summary>The files of a data set.</summary>
    /// <param name="root">
    /// The folder with JPEGImages; a folder above it; a tar file; or a folder of tar files, which are read as one data set.
    /// </param>
    /// <exception cref="DataException">There is not exactly one data set; the message names those found.</exception>
    public static IFileTree Find(string root)
    {
        if (File.Exists(root)) return InTars(new TarIndex(root, [root]));
        if (!Directory.Exists(root)) throw new DataException($"The data set's folder '{root}' does not exist.");
        if (Directory.Exists(Path.Combine(root, Images))) return new FolderTree(root);
        var below = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true };
        var found = Directory.EnumerateDirectories(root, Images, below).Select(path => Path.GetDirectoryName(path)!)
            .Where(path => !PictureFolder.IsHiddenPath(Path.GetRelativePath(root, path).Replace('\\', '/').TrimStart('.')))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (found.Count == 1) return new FolderTree(found[0]);
        if (found.Count > 1) throw Several(root, found);
        var tars = Directory
            .EnumerateFiles(root, "*.tar")
            .Where(path => !PictureFolder.IsHidden(Path.GetFileName(path)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return tars.Count > 0
            ? InTars(new TarIndex(tars.Count == 1 ? tars[0] : root, tars))
            : throw new DataException(
                $"'{root}' is not a data set in VOC's layout: neither it nor a folder in it has {Images}, and it has no .tar file.");
    }

    private static TarTree InTars(TarIndex index)
    {
        var found = index.Folders.Where(folder => folder == Images || folder.EndsWith($"/{Images}", StringComparison.Ordinal))
            .Select(folder => folder[..^Images.Length].TrimEnd('/')).Order(StringComparer.Ordinal).ToList();
        return found.Count switch
        {
            0 => throw new DataException($"'{index.Name}' holds no data set in VOC's layout: it has no {Images}."),
            1 => new TarTree(index, found[0]),
            _ => throw Several(index.Name, found),
        };
    }

    private static DataException Several(string root, IReadOnlyList<string> found) =>
        new($"'{root}' holds {found.Count} data sets in VOC's layout: {string.Join(", ", found.Take(5).Select(one => $"'{one}'"))}. "
            + "Name one of them, or the tar file of one.");
}
