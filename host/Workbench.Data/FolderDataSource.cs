using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>
/// The images of a folder, with or without labels. The ids are the file names with their extensions, or <c>class/file</c> if the subfolders
/// are the classes.
/// </summary>
public sealed class FolderDataSource : IDataSource
{
    /// <summary>The value of <c>labels</c> for which an image's class is its folder.</summary>
    public const string ByFolder = "folders";

    private readonly string _folder;
    private readonly Dictionary<string, IReadOnlyList<int>>? _labels;
    private readonly PictureReading? _reading;

    /// <summary>Lists the images of a folder; those of its subfolders only if these are the classes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">
    /// Class names by index, if the model's are known. If null, with <see cref="ByFolder"/>, the subfolders' names in order.
    /// </param>
    /// <param name="labels">
    /// A label file with lines <c>file,class,class…</c>, separated by commas, tabs or semicolons; or <see cref="ByFolder"/>; null for none.
    /// </param>
    /// <param name="reading">How pictures are read; null for the default.</param>
    /// <exception cref="DataException">
    /// The folder is missing or has no images, or images, labels and classes do not fit together.
    /// </exception>
    public FolderDataSource(string folder, IReadOnlyList<string>? classes = null, string? labels = null, PictureReading? reading = null)
    {
        (_folder, _reading) = (folder, reading);
        var listed = PictureFolder.Open(folder);
        List<(string Name, PictureFolder Held)> folders =
            labels == ByFolder ? [.. listed.Folders.Select(at => (at.Name, PictureFolder.Open(at.FullName)))] : [];
        Classes = FolderLabels.RequireUnique(classes ?? [.. folders.Select(at => at.Name)], "'classes' names");
        var files = labels == ByFolder
            ? folders.SelectMany(at => at.Held.Pictures.Select(file => (Id: $"{at.Name}/{file.Name}", Length: LengthOf(file)))).ToList()
            : listed.Pictures.Select(file => (Id: file.Name, Length: LengthOf(file))).ToList();
        if (files.Count == 0)
            throw new DataException(
                $"The folder '{folder}' has no images ({PictureFolder.Extensions}){(labels == ByFolder ? " in its subfolders" : "")}.");
        Notes =
        [
            .. listed.Notes(labels == ByFolder),
            .. folders.SelectMany(at => at.Held.Notes(folders: false)),
            .. NotesOn(folders, classes is null),
        ];
        Ids = [.. files.Select(file => file.Id)];
        _labels = labels switch
        {
            null => null,
            ByFolder => LabelsByFolder(),
            _ when classes is null => throw new DataException(
                $"The labels '{labels}' cannot be used without 'classes', the class names in the order of the model's outputs."),
            _ => FolderLabels.Read(labels, Ids, folder, classes),
        };
        var list = string.Concat(files.Select(file => $"{file.Id}\n{file.Length}\n"));
        if (reading is not null) list += reading.HashText;
        if (_labels is not null)
            list += $"\n{string.Join('\n', Classes)}\n\n{string.Join('\n', Ids.Select(id => string.Join(' ', _labels[id])))}";
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..16];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public Annotation Annotations => _labels is null ? Annotation.None : Annotation.Labels;

    /// <summary>Identifies the files by name and length, and their labels.</summary>
    public string Hash { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        var image = Image.Load(Path.Combine(_folder, id), _reading);
        return new DataItem(new Sample(id, image.Width, image.Height, []) { Labels = _labels?.GetValueOrDefault(id) ?? [] }, image);
    }

    /// <summary>Reads class names from a file with a line each, in the model's order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file cannot be read, or has a name twice.</exception>
    public static IReadOnlyList<string> ReadClasses(string path) => FolderLabels.ReadClasses(path);

    private IEnumerable<string> NotesOn(List<(string Name, PictureFolder Held)> folders, bool inOrder)
    {
        foreach (var (name, _) in folders.Where(at => at.Held.Pictures.Count == 0))
            yield return $"The folder '{Path.Combine(_folder, name)}' is a class but has no images.";
        if (inOrder && NumberedNames.OutOfOrder(Classes) is { } pair)
            yield return $"The class folders of '{_folder}' are in text order, as in PyTorch: "
                + $"'{pair.First}' is class {Classes.ToList().IndexOf(pair.First)}, and '{pair.Second}' comes after it. "
                + "If the network orders them as numbers, list them in that order with 'classes: […]'.";
    }

    // A broken link is listed; reading it throws an error that names it.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    // Every folder name must be a class.
    private Dictionary<string, IReadOnlyList<int>> LabelsByFolder()
    {
        var indices = Classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        int ClassOf(string name) =>
            indices.TryGetValue(name, out var index)
                ? index
                : throw new DataException(
                    $"The folder '{Path.Combine(_folder, name)}' is not a class of this data set{NearestName.Hint(name, Classes)}");
        return Ids.ToDictionary(
            id => id,
            id => (IReadOnlyList<int>)[ClassOf(id[..id.IndexOf('/', StringComparison.Ordinal)])],
            StringComparer.Ordinal);
    }
}
