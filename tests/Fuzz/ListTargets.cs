using Workbench.Data;
using Workbench.Engine.Model.Files;
using static TorchSharp.torch;

namespace Workbench.Fuzzing;

/// <summary>Lists of labels, classes, images and flags; tar files; arrays.</summary>
internal static class ListTargets
{
    private const string Tench = "n01440764", Crane = "n02012849";

    public static IEnumerable<FuzzTarget> All(string folder)
    {
        string In(params string[] parts) => Path.Combine([folder, .. parts]);
        string Write(string text, params string[] parts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(parts))!);
            File.WriteAllText(In(parts), text);
            return In(parts);
        }
        var images = Path.GetDirectoryName(Write("", "images", "a.png"))!;
        foreach (var name in new[] { "a.png", "b, c.png" }) new Image(8, 8, new byte[3 * 8 * 8]).SavePng(Path.Combine(images, name));
        FuzzTarget Labels(string name, string text) =>
            FuzzTarget.FromFile<DataException>("lists", Write(text, "lists", name), text: true, file =>
                _ = new FolderDataSource(images, ["cat", "dog"], file));
        yield return Labels("labels.csv", "file,class\n\"a.png\",cat\n\"b, c.png\",dog,\"cat\"\n");
        yield return Labels("labels.tsv", "a.png\t\nb, c.png\tdog\tcat\n");
        yield return Labels("semicolons.csv", "a.png;cat\r\n\"b, c.png\";dog\r\n");
        yield return FuzzTarget.FromFile<DataException>("lists", Write("cat\ndog\n", "lists", "classes.txt"), text: true, file =>
            FolderDataSource.ReadClasses(file));

        var imageNet = Path.GetDirectoryName(Write("", "imagenet", "a b.jpg"))!;
        Write("", "imagenet", "c.JPEG");
        var synsets = Write($"{Tench} tench, Tinca tinca\n{Crane} crane\n", "lists", "synset_words.txt");
        var pairs = Write($"c,{Crane}\na b,{Tench} 1 2 3 4\n", "lists", "pairs.csv");
        yield return FuzzTarget.FromFile<DataException>("lists", pairs, text: true, file =>
            _ = new ImageNetDataSource(imageNet, synsets, file));
        var ordered = Write($"{Tench}\n{Crane}\n", "lists", "ordered.txt");
        yield return FuzzTarget.FromFile<DataException>("lists", ordered, text: true, file =>
            _ = new ImageNetDataSource(imageNet, synsets, file));
        var words = Write(File.ReadAllText(synsets), "lists", "words.txt");
        yield return FuzzTarget.FromFile<DataException>("lists", words, text: true, file =>
            _ = new ImageNetDataSource(imageNet, file, Write($"{Tench}\n{Crane}\n", "lists", "good.txt")));

        foreach (var id in new[] { "a", "b 1", "c d" })
        {
            new Image(8, 8, new byte[3 * 8 * 8]).SavePng(
                Path.Combine(Directory.CreateDirectory(In("voc", "JPEGImages")).FullName, $"{id}.png"));
            Write("<annotation/>", "voc", "Annotations", $"{id}.xml");
        }
        var split = Write("a\nb 1\nc d -1\n", "voc", "ImageSets", "Main", "test.txt");
        yield return FuzzTarget.FromFile<DataException>("lists", split, text: true, file =>
            FileNames.Ensure(file, folder, () => _ = new VocDataSource(In("voc"), "test").Hash));
        var flags = Write(
            $"a{string.Concat(Enumerable.Repeat("\t1", 20))}\nb 1{string.Concat(Enumerable.Repeat("\t0", 20))}\n",
            "lists",
            "flags.txt");
        yield return FuzzTarget.FromFile<DataException>("lists", flags, text: true, file =>
            _ = new DifficultFlags(file, [.. Enumerable.Range(0, 20)]));

        Write("a\nb 1\nc d\n", "packed", "ImageSets", "Main", "test.txt");
        foreach (var name in new[] { "JPEGImages", "Annotations" })
            foreach (var file in Directory.GetFiles(In("voc", name)))
            {
                var copies = Directory.CreateDirectory(In("packed", name)).FullName;
                File.Copy(file, Path.Combine(copies, Path.GetFileName(file)), overwrite: true);
            }
        var tar = In("lists", "voc.tar");
        File.Delete(tar);
        System.Formats.Tar.TarFile.CreateFromDirectory(In("packed"), tar, includeBaseDirectory: true);
        yield return FuzzTarget.FromFile<DataException>("lists", tar, text: false, file =>
        {
            var source = new VocDataSource(file, "test");
            foreach (var id in source.Ids) source.Read(id);
        });
    }

    public static IEnumerable<FuzzTarget> Arrays(string folder)
    {
        Engine.Native.TorchRuntime.Load();
        var (single, plain) = (Path.Combine(folder, "single.npy"), Path.Combine(folder, "double.npy"));
        using (var array = arange(6, ScalarType.Float32).reshape(2, 3)) NpyFile.Write(single, array);
        using (var array = ones([], ScalarType.Float64)) NpyFile.Write(plain, array);
        yield return FuzzTarget.FromFile<DataException>("arrays", single, text: false, file => NpyFile.Read(file).Dispose());
        yield return FuzzTarget.FromFile<DataException>("arrays", plain, text: true, file => NpyFile.Read(file).Dispose());
    }
}
