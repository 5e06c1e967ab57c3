using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>Finds a data set in VOC's layout: where JPEGImages, Annotations and ImageSets lie.</summary>
internal static class VocLayout
{
    private const string Images = "JPEGImages";

    /// <summary>The files of a data set.</summary>
    /// <param name="root">The folder with JPEGImages; one above it; a tar file; or a folder with tar files, which are taken together.</param>
    /// <exception cref="DataException">There is none, or more than one; the message names what was found.</exception>
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
                $"'{root}' is no data set in VOC's layout: neither it nor a folder in it has {Images}, and it holds no .tar file.");
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
        new(
            $"'{root}' holds {found.Count} data sets in VOC's layout: {string.Join(", ", found.Take(5).Select(one => $"'{one}'"))}. Name one of them, or the tar file of one."
        );
}
