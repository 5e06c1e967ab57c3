using SkiaSharp;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using static TorchSharp.torch;

[assembly: AssemblyFixture(typeof(Workbench.Cli.Tests.SmallSubject))]

namespace Workbench.Cli.Tests;

/// <summary>
/// A subject for fast runs: six drawn images of two sizes in VOC's layout, the fifth with only difficult objects, and a VGG-16 of
/// sixteen channels with random weights. Tests work on copies of it.
/// </summary>
public sealed class SmallSubject : IDisposable
{
    /// <summary>The ids of the images, in order.</summary>
    public static readonly string[] Ids = ["a1", "a2", "a3", "a4", "a5", "a6"];

    private static readonly string[] s_classes = ["disc", "box", "bar"];
    private readonly TemporaryFolder _folder = new(), _runs = new();
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    public SmallSubject()
    {
        TorchRuntime.Load();
        set_num_threads(1);   // the products are small: a second thread costs more than it gains
        WriteWeights(_folder["small.safetensors"], s_classes.Length);
        WriteWeights(_folder["four.safetensors"], s_classes.Length + 1);
        foreach (var name in new[] { "JPEGImages", "Annotations", "ImageSets/Main" }) Directory.CreateDirectory(_folder["voc", name]);
        for (var i = 0; i < Ids.Length; i++) Draw(Ids[i], i);
        File.WriteAllLines(_folder["voc", "ImageSets", "Main", "val.txt"], Ids);
        File.WriteAllText(_folder["voc", "ImageSets", "Main", "none.txt"], "");
        File.WriteAllText(
            _folder["small.yaml"],
            "model: {weights: small.safetensors}\ninput: scenes\ndata: {format: voc, root: voc, split: val, classes: [disc, box, bar]}\n");
    }

    /// <summary>Writes the subject's files into a folder, with a spec of the given methods and metrics.</summary>
    public void CopyTo(TemporaryFolder folder, string methods, string metrics)
    {
        foreach (var file in Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(_folder.Root, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        File.WriteAllText(folder["spec.yaml"], $"methods: {methods}\nmetrics: {metrics}\nsubject: small.yaml\n");
    }

    /// <summary>The folder of a reference run for comparisons. It is computed once and must only be read.</summary>
    /// <param name="what">A key of everything that the run depends on.</param>
    /// <param name="compute">Runs it into a folder.</param>
    public string Run(string what, Action<string> compute)
    {
        if (_folders.TryGetValue(what, out var folder)) return folder;
        folder = _runs[$"{_folders.Count}"];
        compute(folder);
        return _folders[what] = folder;
    }

    private void Draw(string id, int index)
    {
        var (width, height) = index % 3 == 2 ? (96, 128) : (128, 96);
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor((byte)(40 * index), 90, (byte)(200 - 30 * index)));
        using var paint = new SKPaint { Color = SKColors.Orange };
        canvas.DrawCircle(30 + 4 * index, 30, 16, paint);
        paint.Color = SKColors.LightGreen;
        canvas.DrawRect(60, 50, 24, 20 + index, paint);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        File.WriteAllBytes(_folder["voc", "JPEGImages", $"{id}.jpg"], data.ToArray());
        var difficult = index == 4;
        var objects =
            Object("disc", 15 + 4 * index, 15, 46 + 4 * index, 46, difficult)
            + (index % 2 == 0 ? Object("box", 61, 51, 84, 70 + index, difficult) : "");
        File.WriteAllText(_folder["voc", "Annotations", $"{id}.xml"], $"<annotation>{objects}</annotation>");
    }

    private static string Object(string name, int xMin, int yMin, int xMax, int yMax, bool difficult) =>
        $"<object><name>{name}</name><difficult>{(difficult ? 1 : 0)}</difficult>"
        + $"<bndbox><xmin>{xMin}</xmin><ymin>{yMin}</ymin><xmax>{xMax}</xmax><ymax>{yMax}</ymax></bndbox></object>";

    private static void WriteWeights(string file, int classes)
    {
        using var scope = NewDisposeScope();
        var rng = new Generator(11, CPU);
        var parameters = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        void Add(string name, params long[] shape)
        {
            var fanIn = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            parameters[$"{name}.weight"] = randn(shape, generator: rng) * Math.Sqrt(2.0 / fanIn);
            parameters[$"{name}.bias"] = randn([shape[0]], generator: rng) * 0.1;
        }
        foreach (var index in new[] { 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28 })
            Add($"features.{index}", 16, index == 0 ? 3 : 16, 3, 3);
        Add("classifier.0", 16, 16 * 2 * 2);
        Add("classifier.3", 16, 16);
        Add("classifier.6", classes, 16);
        Safetensors.Write(file, parameters);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _runs.Dispose();
    }
}
