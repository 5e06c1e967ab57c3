using System.Formats.Tar;
using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary>The same images in a VOC folder, a tar file and COCO's format give the same rows.</summary>
public sealed class AnnotatedDataTests(SmallSubject subject)
{
    private static readonly string[] s_classes = ["disc", "box", "bar"];

    [Fact]
    public void A_tar_file_gives_the_rows_of_its_folder()
    {
        using var place = new Workplace(subject);
        Directory.CreateDirectory(place["VOCdevkit", "VOC2007"]);
        foreach (var part in Directory.EnumerateDirectories(place["voc"]))
            CopyInto(part, place["VOCdevkit", "VOC2007", Path.GetFileName(part)]);
        TarFile.CreateFromDirectory(place["VOCdevkit"], place["voc.tar"], includeBaseDirectory: true);

        place.RunInto("folder").Code.ShouldBe(0);
        foreach (var (output, root) in new[] { ("tar", "voc.tar"), ("above", "VOCdevkit") })
        {
            var run = place.RunInto(output, "--set", $"subject.data.root={root}");
            run.Code.ShouldBe(0, run.Error);
            ShouldBeTheSame(place, output);
            DataHash(place, output).ShouldBe(DataHash(place, "folder"));
        }
    }

    [Fact]
    public void Coco_with_masks_of_the_same_pixels_gives_the_same_rows()
    {
        using var place = new Workplace(subject);
        place.Write(
            "instances.json",
            Instances(mask: box => $"[[{box[0]},{box[1]},{box[2]},{box[1]},{box[2]},{box[3]},{box[0]},{box[3]}]]"));
        place.RunInto("folder").Code.ShouldBe(0);
        const string Data =
            "subject.data={format: coco, root: voc/JPEGImages, annotations: instances.json, classes: [disc, box, bar], crowds: difficult";
        foreach (var truth in new[] { "boxes", "masks" })
        {
            var run = place.RunInto(truth, "--set", $"{Data}, truth: {truth}}}");
            run.Code.ShouldBe(0, run.Error);
            ShouldBeTheSame(place, truth);
        }
        // Masks of only the top left pixel of the images: a different truth gives different rows.
        place.Write("instances.json", Instances(mask: _ => "[[0,0,1,0,1,1,0,1]]"));
        place.RunInto("corner", "--set", $"{Data}, truth: masks}}").Code.ShouldBe(0);
        place.Rows("corner", "samples.csv").ShouldNotBe(place.Rows("folder", "samples.csv"));
    }

    [Fact]
    public void A_list_of_difficult_pairs_selects_the_pairs()
    {
        using var place = new Workplace(subject, metrics: "['pointing-game{subset=difficult}']");
        place.Write(
            "difficult.txt",
            string.Concat(SmallSubject.Ids.Select(id => $"{id}\t{(id == "a2" ? 1 : 0)}\t{(id == "a3" ? 1 : 0)}\t1\n")));
        var run = place.RunInto("out", "--set", "subject.data.difficult=difficult.txt");
        run.Code.ShouldBe(0, run.Error);
        place
            .Rows("out", "samples.csv")
            .Select(line => line.Split(',')[^3] + ":" + line.Split(',')[^2])
            .Distinct()
            .ShouldBe(["a2:0", "a3:1"]);
        place.Read("out", "skipped.csv").ShouldContain("not flagged as difficult");

        place.Write("difficult.txt", "a1\t1\t0\n");
        var bad = place.RunInto("bad", "--set", "subject.data.difficult=difficult.txt");
        bad.Code.ShouldNotBe(0);
        bad.Error.ReplaceLineEndings("").ShouldContain("difficult.txt");
    }

    private static void ShouldBeTheSame(Workplace place, string output)
    {
        foreach (var file in new[] { "samples.csv", "skipped.csv", "table.csv" })
            place.Rows(output, file).ShouldBe(place.Rows("folder", file), $"{output}/{file}");
    }

    private static string DataHash(Workplace place, string output)
    {
        using var json = JsonDocument.Parse(place.Read(output, "provenance.json"));
        return json.RootElement.GetProperty("data").GetProperty("hash").GetString()!;
    }

    private static void CopyInto(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // The small subject's objects in COCO's format: boxes from pixel edge to pixel edge, and crowds in the fifth image for VOC's
    // difficult objects.
    private static string Instances(Func<int[], string> mask)
    {
        var annotations = new List<string>();
        foreach (var (i, _) in SmallSubject.Ids.Index())
        {
            Add(i, 1, [14 + 4 * i, 14, 46 + 4 * i, 46]);
            if (i % 2 == 0) Add(i, 2, [60, 50, 84, 70 + i]);
        }
        var images = SmallSubject.Ids.Index().Select(image => $$"""{"id": {{image.Index}}, "file_name": "{{image.Item}}.jpg"}""");
        var categories = s_classes.Index().Select(category => $$"""{"id": {{category.Index + 1}}, "name": "{{category.Item}}"}""");
        return $$"""{"images": [{{string.Join(',', images)}}], "annotations": [{{string.Join(',', annotations)}}], "categories": ["""
            + $$"""{{string.Join(',', categories)}}]}""";

        void Add(int image, int category, int[] box) => annotations.Add(
            $$"""{"id": {{annotations.Count}}, "image_id": {{image}}, "category_id": {{category}}, "bbox": """
            + $$"""[{{box[0]}}, {{box[1]}}, {{box[2] - box[0]}}, {{box[3] - box[1]}}], "iscrowd": """
            + $$"""{{(image == 4 ? 1 : 0)}}, "segmentation": {{mask(box)}}}""");
    }
}
