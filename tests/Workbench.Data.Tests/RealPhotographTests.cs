using System.Formats.Tar;
using System.Text.Json;

namespace Workbench.Data.Tests;

/// <summary>Tests on real photographs, which are not in the repository; skipped without them.</summary>
public sealed class RealPhotographTests
{
    private const int CentreTolerance = 15;

    [Fact]
    public void Every_photograph_of_the_voc_sample_is_prepared()
    {
        var source = VocSample();
        source.Ids.Count.ShouldBe(120);
        new Prefetcher(source, InputConvention.FromName("voc-caffe")).Prepare(source.Ids, TestContext.Current.CancellationToken)
            .ShouldAllBe(p => p.Error == null && p.Input!.Chw.Length == 3 * p.Input.Width * p.Input.Height);
    }

    [Fact]
    public void Pairs_and_the_centre_baseline_are_torchrays()
    {
        var source = VocSample();
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shared(), "reference", "voc07-sample.json")));
        var centre = reference.RootElement.GetProperty("results").GetProperty("center");
        var (trials, hits) = (new int[20], new int[20]);
        foreach (var sample in source.Ids.Select(id => source.Read(id).Sample))
            foreach (var group in sample.Objects.GroupBy(o => o.Class).Where(group => group.Any(o => !o.Difficult)))
            {
                trials[group.Key]++;
                if (group.Any(box => SquaredDistance(box, sample.Width / 2, sample.Height / 2) < CentreTolerance * CentreTolerance))
                    hits[group.Key]++;
            }
        trials.Sum().ShouldBe(263);
        trials.ShouldBe(centre.GetProperty("class_trials").EnumerateArray().Select(value => value.GetInt32()));
        hits.ShouldBe(centre.GetProperty("class_hits").EnumerateArray().Select(value => value.GetInt32()));
    }

    [Fact]
    public void A_tar_file_of_the_voc_sample_is_the_sample()
    {
        var source = VocSample();
        using var folder = new TemporaryFolder();
        TarFile.CreateFromDirectory(Path.Combine(Shared(), "data", "voc07-sample"), folder["sample.tar"], includeBaseDirectory: true);
        var packed = new VocDataSource(folder["sample.tar"], "val");
        packed.Hash.ShouldBe(source.Hash);
        packed.Ids.ShouldBe(source.Ids);
        foreach (var id in source.Ids.Take(20))
        {
            packed.Read(id).Image.Rgb.AsSpan().SequenceEqual(source.Read(id).Image.Rgb).ShouldBeTrue(id);
            packed.Read(id).Sample.Objects.ShouldBe(source.Read(id).Sample.Objects);
        }
    }

    [Fact]
    public void Every_photograph_of_the_imagenet_sample_loads()
    {
        var folder = Path.Combine(Shared(), "data", "imagenet-sample");
        var source = new ImageNetDataSource(folder);
        (source.Ids.Count, source.Classes.Count).ShouldBe((60, 1000));
        source.Classes.ShouldBeUnique();
        // Torchvision's indices of three classes.
        (source.Classes[15], source.Classes[207], source.Classes[134]).ShouldBe(("robin", "golden retriever", "crane (n02012849)"));
        source.Read("n01558993_robin").Sample.PresentClasses.ShouldBe([15]);
        source.Read("n02099601_golden_retriever").Sample.PresentClasses.ShouldBe([207]);
        new ImageNetDataSource(folder, count: 20).Ids.ShouldBe(new ImageNetDataSource(folder, count: 60).Ids.Take(20));
        new Prefetcher(source, InputConvention.FromName("imagenet")).Prepare(source.Ids, TestContext.Current.CancellationToken)
            .ShouldAllBe(p => p.Error == null && p.Input!.Width == 224);
    }

    // The file of the reference pixels; PNG decoding is exact.
    [Fact]
    public void A_png_decodes_to_the_reference_pixels() =>
        Image.Load(Path.Combine(Shared(), "reference", "preprocess", "chelsea.png")).Rgb
            .ShouldBe(Npy.Read(Repository.Reference("preprocess", "chelsea_uint8.npy")).Bytes);

    private static int SquaredDistance(ImageObject box, int x, int y)
    {
        var (dx, dy) = (x - Math.Clamp(x, box.XMin, box.XMax), y - Math.Clamp(y, box.YMin, box.YMax));
        return dx * dx + dy * dy;
    }

    private static VocDataSource VocSample() => new(Path.Combine(Shared(), "data", "voc07-sample"), "val");

    private static string Shared()
    {
        Assert.SkipWhen(
            Repository.Shared is null,
            "The photographs are missing: set WORKBENCH_SHARED to the folder with data/ and reference/.");
        return Repository.Shared;
    }
}
