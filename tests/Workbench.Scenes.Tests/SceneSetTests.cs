using Workbench.Data;

namespace Workbench.Scenes.Tests;

public class SceneSetTests
{
    [Fact]
    public void The_set_reads_back_through_the_VOC_reader()
    {
        using var folder = new TemporaryFolder();
        var root = SceneSet.Ensure(folder.Root, 3, "test", 6, cancel: TestContext.Current.CancellationToken);
        var data = new VocDataSource(root, "test", SceneClasses.Names);
        data.Ids.Count.ShouldBe(6);
        for (var i = 0; i < 6; i++)
        {
            var scene = SceneRenderer.Render(3, "test", i);
            var item = data.Read(data.Ids[i]);
            (item.Image.Width, item.Image.Height).ShouldBe((224, 224));
            item.Sample.Objects.ShouldBe(
                scene.Objects.Select(o => new ImageObject(o.Class, o.Box.Left, o.Box.Top, o.Box.Right, o.Box.Bottom, o.Difficult)),
                ignoreOrder: true);
            var error = item.Image.Rgb.Zip(scene.Rgb, (a, b) => Math.Abs(a - b)).Average();
            error.ShouldBeLessThan(6, "JPEG may blur the picture but not change it");
        }
    }

    [Fact]
    public void A_finished_set_is_not_drawn_again_and_an_interrupted_one_is_completed()
    {
        using var folder = new TemporaryFolder();
        var root = SceneSet.Ensure(folder.Root, 3, "test", 3, cancel: TestContext.Current.CancellationToken);
        var images = Directory.GetFiles(Path.Combine(root, "JPEGImages"));
        var before = images.ToDictionary(file => file, File.ReadAllBytes);

        // An image's annotation is written after the image, and the list last. An interruption leaves half an image and neither of them.
        File.WriteAllBytes(images[1], before[images[1]][..100]);
        File.Delete(
            Directory
                .GetFiles(Path.Combine(root, "Annotations"), Path.GetFileNameWithoutExtension(images[1]) + ".xml")
                .ShouldHaveSingleItem());
        File.Delete(Path.Combine(root, "ImageSets", "Main", "test.txt"));
        SceneSet.Ensure(folder.Root, 3, "test", 3, cancel: TestContext.Current.CancellationToken).ShouldBe(root);
        foreach (var (file, bytes) in before) File.ReadAllBytes(file).ShouldBe(bytes);

        var seen = 0;
        SceneSet.Ensure(folder.Root, 3, "test", 3, new Counting(() => seen++), TestContext.Current.CancellationToken);
        seen.ShouldBe(0);
    }

    [Fact]
    public void Masks_lie_beside_the_images()
    {
        using var folder = new TemporaryFolder();
        var root = SceneSet.Ensure(folder.Root, 3, "test", 1, cancel: TestContext.Current.CancellationToken);
        var masks = Image.Load(Directory.GetFiles(Path.Combine(root, "SegmentationObject")).ShouldHaveSingleItem());
        (masks.Width, masks.Height).ShouldBe((224, 224));
        masks.Rgb.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Root, "file");
        File.WriteAllText(file, "");
        Should
            .Throw<SceneSetException>(() => SceneSet.Ensure(file, 3, "test", 1, cancel: TestContext.Current.CancellationToken))
            .Message.ShouldContain(file);
    }

    private sealed class Counting(Action count) : IProgress<int>
    {
        public void Report(int value) => count();
    }
}
