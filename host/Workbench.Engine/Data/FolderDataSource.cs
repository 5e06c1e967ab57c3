using System.Security.Cryptography;
using System.Text;

namespace Workbench.Engine.Data;

/// <summary>The images of a folder, by file name, without annotations. The ids are the file names with their extensions.</summary>
public sealed class FolderDataSource : IDataSource
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    private readonly string _folder;

    /// <summary>Lists the images of a folder, not of the folders in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">Class names by index, where the model's are known.</param>
    /// <exception cref="DataException">The folder does not exist or holds no image.</exception>
    public FolderDataSource(string folder, IReadOnlyList<string>? classes = null)
    {
        if (!Directory.Exists(folder)) throw new DataException($"The image folder '{folder}' does not exist.");
        var files = new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => s_extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (files.Count == 0) throw new DataException($"The folder '{folder}' holds no image ({string.Join(", ", s_extensions)}).");
        _folder = folder;
        Classes = classes ?? [];
        Ids = [.. files.Select(file => file.Name)];
        var list = string.Concat(files.Select(file => $"{file.Name}\n{file.Length}\n"));
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..16];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public Annotation Has => Annotation.None;

    /// <summary>Identifies the files by name and length.</summary>
    public string Hash { get; }

    /// <inheritdoc/>
    public DataItem Read(string id)
    {
        var image = Image.Load(Path.Combine(_folder, id));
        return new DataItem(new Sample(id, image.Width, image.Height, []), image);
    }
}
