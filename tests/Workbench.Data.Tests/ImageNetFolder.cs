namespace Workbench.Data.Tests;

/// <summary>Test images of three ImageNet classes: 12×8 pixels, named like the validation set's.</summary>
internal sealed class ImageNetFolder : IDisposable
{
    public const string Tench = "n01440764", Crane = "n02012849", Machine = "n03126707";

    private static readonly byte[] s_image = Pictures.Encode(12, 8);
    private readonly TemporaryFolder _folder = new();

    public ImageNetFolder() => Directory.CreateDirectory(Root);

    public string Root => _folder["val"];

    public string this[params string[] path] => _folder[path];

    /// <summary>File name of a validation image with this number.</summary>
    public static string Name(int number) => $"ILSVRC2012_val_{number:D8}.JPEG";

    /// <summary>Writes images; the paths are relative to the root.</summary>
    public ImageNetFolder Add(params IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
            File.WriteAllBytes(Path.Combine(Root, path), s_image);
        }
        return this;
    }

    public string Write(string name, params string[] lines)
    {
        File.WriteAllLines(_folder[name], lines);
        return _folder[name];
    }

    /// <summary>Writes the list of the three classes beside the root.</summary>
    public ImageNetFolder Classes()
    {
        Write("synset_words.txt", $"{Tench} tench, Tinca tinca", $"{Crane} crane", $"{Machine} crane, hoist");
        return this;
    }

    public ImageNetDataSource Open(string? labels = null, int? count = null, ulong seed = 0) => new(Root, null, labels, count, seed);

    public void Dispose() => _folder.Dispose();
}
