namespace Workbench.Data.Tests;

/// <summary>A data set in VOC's layout, made for a test, with 80×60 JPEGs.</summary>
internal sealed class VocFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public VocFolder()
    {
        foreach (var name in new[] { "JPEGImages", "Annotations", "ImageSets/Main" }) Directory.CreateDirectory(_folder[name]);
    }

    public string Root => _folder.Root;

    public string Image(string id) => _folder["JPEGImages", $"{id}.jpg"];

    public string Annotation(string id) => _folder["Annotations", $"{id}.xml"];

    /// <summary>Writes an image and its annotation with the given objects.</summary>
    public VocFolder Add(string id, params string[] objects)
    {
        File.WriteAllBytes(Image(id), Pictures.Encode(80, 60));
        File.WriteAllText(
            Annotation(id),
            $"<annotation><size><width>999</width><height>999</height></size>{string.Concat(objects)}</annotation>");
        return this;
    }

    public VocFolder Split(string name, params string[] lines)
    {
        File.WriteAllLines(_folder["ImageSets", "Main", $"{name}.txt"], lines);
        return this;
    }

    /// <summary>Opens the split <c>test</c>.</summary>
    public VocDataSource Open(IReadOnlyList<string>? classes = null) => new(Root, "test", classes);

    /// <summary>An object with VOC's 1-based box.</summary>
    public static string Object(
        string name,
        string xMin,
        string yMin,
        string xMax,
        string yMax,
        string rest = "<difficult>0</difficult>") =>
        $"<object><name>{name}</name>{rest}"
        + $"<bndbox><xmin>{xMin}</xmin><ymin>{yMin}</ymin><xmax>{xMax}</xmax><ymax>{yMax}</ymax></bndbox></object>";

    public void Dispose() => _folder.Dispose();
}
