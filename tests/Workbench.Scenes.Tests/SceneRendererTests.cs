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
                thing.Box.ShouldBe(
                    new PixelBox(seen.Min(i => i % 224), seen.Min(i => i / 224), seen.Max(i => i % 224), seen.Max(i => i / 224)));
                thing.Visible.ShouldBeInRange(0.4, 1);
            }
    }

    [Fact]
    public void A_class_is_each_pair_of_paint_and_kind()
    {
        var names = SceneClasses.Names.Select(name => name.Split(' ')).ToList();
        names.ShouldAllBe(parts => parts.Length == 2);
        var (paints, kinds) = (names.Select(parts => parts[0]).Distinct().ToList(), names.Select(parts => parts[1]).Distinct().ToList());
        kinds.Count.ShouldBe(SceneClasses.KindCount);
        names.Count.ShouldBe(paints.Count * kinds.Count);
        SceneClasses.Names.ShouldBeUnique();
        SceneClasses.Names.ShouldBe(SceneClasses.Names.Order(StringComparer.Ordinal));
        for (var i = 0; i < names.Count; i++) names[i].ShouldBe([paints[i / kinds.Count], kinds[i % kinds.Count]]);
        var drawn = s_scenes.SelectMany(scene => scene.Objects).Select(o => o.Name.Split(' ')).ToList();
        drawn.SelectMany(parts => parts).Distinct().Count().ShouldBe(paints.Count + kinds.Count);
    }

    [Fact]
    public void A_scene_of_three_holds_a_rival_in_paint_and_a_rival_in_kind()
    {
        // A scene may lack an object that did not fit in.
        var full = s_scenes.Where(scene => scene.Objects.Count >= 3).ToList();
        var both = full.Count(scene =>
            scene.Objects.Any(o => scene.Objects.Any(p => SharePaint(o, p)) && scene.Objects.Any(p => ShareKind(o, p))));
        ((double)both / full.Count).ShouldBeGreaterThan(0.9);
        s_scenes
            .Count(scene => scene.Objects.Any(o => scene.Objects.Any(p => SharePaint(o, p) || ShareKind(o, p))))
            .ShouldBeGreaterThan((int)(0.9 * s_scenes.Length));

        static bool SharePaint(SceneObject a, SceneObject b) =>
            a != b && a.Class / SceneClasses.KindCount == b.Class / SceneClasses.KindCount;
        static bool ShareKind(SceneObject a, SceneObject b) =>
            a != b && a.Class % SceneClasses.KindCount == b.Class % SceneClasses.KindCount;
    }

    [Fact]
    public void An_image_of_one_object_shows_it_large()
    {
        using var renderer = new SceneRenderer(80);
        for (var i = 0; i < 30; i++)
        {
            var scene = renderer.Draw(7, "train", i, Composition.Single);
            scene.Rgb.Length.ShouldBe(80 * 80 * 3);
            var thing = scene.Objects.ShouldHaveSingleItem();
            Math.Max(thing.Box.Width, thing.Box.Height).ShouldBeInRange(24, 80);
            thing.Area.ShouldBe(scene.Owners.Count(owner => owner == 1));
        }
    }

    [Fact]
    public void Neither_place_nor_colour_reveals_the_kind()
    {
        // Means over about 30 objects per kind. The spread between kinds must be small compared with that between objects.
        var objects = s_scenes
            .SelectMany(scene =>
                scene
                    .Objects.Index()
                    .Select(pair => (Kind: pair.Item.Class % SceneClasses.KindCount, Features: Features(scene, pair.Index + 1, pair.Item))))
            .ToList();
        for (var feature = 0; feature < 5; feature++)
        {
            var all = objects.Select(o => o.Features[feature]).ToList();
            var between = objects.GroupBy(o => o.Kind).Select(group => group.Average(o => o.Features[feature])).ToList();
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

    private static double Deviation(IReadOnlyCollection<double> values) =>
        Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
}
