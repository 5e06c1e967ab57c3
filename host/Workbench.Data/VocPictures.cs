using System.Collections.Concurrent;
using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>
/// Finds the picture of an image in VOC's layout: <c>JPEGImages/&lt;id&gt;</c> with any picture extension, in lower or upper case.
/// </summary>
/// <param name="tree">The data set.</param>
internal sealed class VocPictures(IFileTree tree)
{
    private const string Folder = "JPEGImages";

    private readonly ConcurrentDictionary<string, ILookup<string, string>> _listed = new(StringComparer.Ordinal);

    /// <summary>The picture's path; the .jpg path if it does not exist.</summary>
    /// <param name="id">The image.</param>
    /// <exception cref="DataException">Two pictures have this name.</exception>
    public string FindPath(string id)
    {
        // These two checks serve nearly all data sets without listing the folder.
        if (tree.HasFile($"{Folder}/{id}.png")) return $"{Folder}/{id}.png";
        if (tree.HasFile($"{Folder}/{id}.jpg")) return $"{Folder}/{id}.jpg";
        var path = $"{Folder}/{id}";
        var cut = path.LastIndexOf('/');
        var found = _listed.GetOrAdd(path[..cut], List)[path[(cut + 1)..]].ToList();
        return found.Count switch
        {
            0 => $"{path}.jpg",
            1 => $"{path[..cut]}/{found[0]}",
            _ => throw new DataException($"Two pictures in '{tree.Name(path[..cut])}' are called '{id}': '{found[0]}' and '{found[1]}'."),
        };
    }

    /// <summary>Whether an image has a picture.</summary>
    public bool Exists(string id) => tree.HasFile(FindPath(id));

    private ILookup<string, string> List(string folder) =>
        (tree.HasFolder(folder) ? tree.Files(folder) : [])
            .Where(PictureFolder.IsPicture)
            .ToLookup(name => Path.GetFileNameWithoutExtension(name), StringComparer.Ordinal);
}
