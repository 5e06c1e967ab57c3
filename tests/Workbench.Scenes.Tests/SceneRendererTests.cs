namespace Workbench.Scenes.Tests;

public class SceneRendererTests
{
    private static readonly Scene[] s_scenes = [.. Enumerable.Range(0, 120).Select(i => SceneRenderer.Render(7, "train", i))];

    [Fact]
    public void A_scene_depends_on_seed_split_and_index_alone()
    {
        var parallel = new Scene[24];
        Parallel.For(0, parallel.Length, () => new SceneRenderer(), (i, _, renderer) =>
        {
            parallel[i] = renderer.Draw(7, "train", i);
            return renderer;
        }, renderer => renderer.Dispose());
        for (var i = 0; i < parallel.Length; i++)
        {
            parallel[i].Rgb.ShouldBe(s_scenes[i].Rgb);
            parallel[i].Owners.ShouldBe(s_scenes[i].Owners);
        }
        SceneRenderer.Render(8, "train", 0).Rgb.ShouldNotBe(s_scenes[0].Rgb);
        SceneRenderer.Render(7, "test", 0).Rgb.ShouldNotBe(s_scenes[0].Rgb);
    }

    [Fact]
    public void A_scene_is_224_pixels_square()
    {
        SceneRenderer.Size.ShouldBe(224);
        s_scenes.ShouldAllBe(scene => scene.Rgb.Length == 224 * 224 * 3 && scene.Owners.Length == 224 * 224);
    }

    [Fact]
    public void A_scene_holds_two_to_four_objects_of_different_classes()
    {
        foreach (var scene in s_scenes)
        {
            scene.Objects.Count.ShouldBeInRange(2, 4);
            scene.Objects.Select(o => o.Class).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_box_is_the_extent_of_its_mask()
    {
        foreach (var scene in s_scenes)
            foreach (var (index, thing) in scene.Objects.Index())
            {
                var seen = Enumerable.Range(0, scene.Owners.Length).Where(i => scene.Owners[i] == index + 1).ToList();
                thing.Area.ShouldBe(seen.Count);
                thing.Box.ShouldBe(new PixelBox(seen.Min(i => i % 224), seen.Min(i => i / 224), seen.Max(i => i % 224), seen.Max(i => i / 224)));
                thing.Visible.ShouldBeInRange(0.4, 1);
            }
    }

    [Fact]
    public void There_are_ten_classes_or_more_and_each_is_drawn()
    {
        SceneClasses.Names.Count.ShouldBeGreaterThanOrEqualTo(10);
        SceneClasses.Names.ShouldBe(SceneClasses.Names.Order(StringComparer.Ordinal));
        s_scenes.SelectMany(scene => scene.Objects).Select(o => o.Class).Distinct().Count().ShouldBe(SceneClasses.Names.Count);
    }

    [Fact]
    public void Neither_place_nor_colour_tells_the_class()
    {
        // Means over about 30 objects a class; the spread between classes has to stay small beside that between objects.
        var objects = s_scenes.SelectMany(scene => scene.Objects.Index().Select(pair => (pair.Item.Class, Features: Features(scene, pair.Index + 1, pair.Item)))).ToList();
        for (var feature = 0; feature < 5; feature++)
        {
            var all = objects.Select(o => o.Features[feature]).ToList();
            var between = objects.GroupBy(o => o.Class).Select(group => group.Average(o => o.Features[feature])).ToList();
            Deviation(between).ShouldBeLessThan(0.6 * Deviation(all), $"feature {feature}");
        }
    }

    [Fact]
    public void The_centre_is_a_poor_guess()
    {
        var objects = s_scenes.SelectMany(scene => scene.Objects).ToList();
        var central = objects.Count(o => o.Box.Left <= 112 && o.Box.Right >= 112 && o.Box.Top <= 112 && o.Box.Bottom >= 112);
        ((double)central / objects.Count).ShouldBeLessThan(0.3);
    }

    private static double[] Features(Scene scene, int owner, SceneObject thing)
    {
        double r = 0, g = 0, b = 0;
        for (var i = 0; i < scene.Owners.Length; i++)
            if (scene.Owners[i] == owner) (r, g, b) = (r + scene.Rgb[3 * i], g + scene.Rgb[3 * i + 1], b + scene.Rgb[3 * i + 2]);
        return [thing.Box.Left + thing.Box.Right, thing.Box.Top + thing.Box.Bottom, r / thing.Area, g / thing.Area, b / thing.Area];
    }

    private static double Deviation(IReadOnlyCollection<double> values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
}
