using CsCheck;
using Workbench.Plugins.Tests.Oracles;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Both pointing games against masks of pixels, and their rules for the scored pairs.</summary>
public sealed class PointingGameTests
{
    private const int Side = 48, Classes = 4;

    private static readonly Gen<(int X, int Y)> s_point = Gen.Select(Gen.Int[0, Side - 1], Gen.Int[0, Side - 1]);

    // Scattered pixels, so that a mask differs from a box; half of the objects have no mask.
    private static readonly Gen<ObjectMask?> s_mask =
        from at in s_point.List[1, 6]
        from any in Gen.Bool
        select any ? ObjectMask.Where(0, 0, Side - 1, Side - 1, (x, y) => at.Contains((x, y))) : null;

    private static readonly Gen<Sample> s_sample =
        from objects in (from c in Gen.Int[0, Classes - 1]
                         from x in Gen.Int[0, Side - 1]
                         from y in Gen.Int[0, Side - 1]
                         from w in Gen.Int[0, 20]
                         from h in Gen.Int[0, 20]
                         from difficult in Gen.Bool
                         from mask in s_mask
                         select new ImageObject(c, x, y, Math.Min(Side - 1, x + w), Math.Min(Side - 1, y + h), difficult) { Mask = mask }
                     ).List[1, 5]
        from flagged in Gen.Int[0, Classes - 1].List[0, 3]
        from listed in Gen.Bool
        select new Sample("image", Side, Side, objects) { Flagged = listed ? flagged : null };

    [
        Theory,
        InlineData(""),
        InlineData("{tolerance=1}"),
        InlineData("{tolerance=7.5}"),
        InlineData("{subset=multi-class}"),
        InlineData("{subset=difficult}")
    ]
    public void A_hit_is_a_mask_pixel_nearer_than_the_tolerance(string options)
    {
        var game = ShippedPlugins.Metric($"pointing-game{options}").Metric;
        var tolerance = options.Contains("7.5") ? 7.5 : options.Contains("tolerance=1") ? 1 : 15;
        Gen.Select(s_sample, s_point.Array[Classes]).Sample(
            (sample, points) =>
            {
                var score = game.Score(new FixedMaps(sample, new double[Classes], target => Peak(points[target])));
                var expected = sample
                    .PresentClasses.Where(c => Counts(sample, c, options))
                    .Select(c => (c, HitsMask(sample, c, points[c], tolerance)))
                    .ToList();
                score.Rows.Select(row => (row.Class!.Value, row.Value == 1)).ShouldBe(expected);
                score
                    .Rows.Select(row => row.Class!.Value)
                    .Concat(score.Skipped.Select(row => row.Class!.Value))
                    .Order()
                    .ShouldBe(sample.PresentClasses);
            },
            iter: 150, threads: 1);
    }

    [Theory, InlineData("all"), InlineData("present")]
    public void The_restricted_game_scores_one_map_against_every_class(string among)
    {
        var game = ShippedPlugins.Metric($"restricted-pointing-game{{among={among}}}").Metric;
        Gen.Select(s_sample, s_point.Array[Classes], Gen.Double[-5, 5].Array[Classes]).Sample(
            (sample, points, logits) =>
            {
                var candidates = among == "all" ? Enumerable.Range(0, Classes) : sample.PresentClasses;
                var best = candidates.OrderByDescending(c => logits[c]).First();
                var score = game.Score(
                    new FixedMaps(sample, logits, target =>
                        target == best ? Peak(points[best]) : throw new InvalidOperationException("another map was read")));
                score.Rows.Select(row => (row.Class!.Value, row.Value == 1))
                    .ShouldBe(
                        sample.PresentClasses.Where(c => Counts(sample, c, "")).Select(c => (c, HitsMask(sample, c, points[best], 15))));
            },
            iter: 150, threads: 1);
    }

    // Many images of COCO have no object.
    [Theory, InlineData("all"), InlineData("present")]
    public void An_image_without_objects_has_no_rows(string among)
    {
        var score = ShippedPlugins
            .Metric($"restricted-pointing-game{{among={among}}}")
            .Metric.Score(
                new FixedMaps(new Sample("empty", 20, 20, []), new double[Classes], _ =>
                    throw new InvalidOperationException("a map was read")));
        (score.Rows.Count, score.Skipped.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void The_point_is_the_maximum_of_the_map_resized_to_the_image() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[5, 60], Gen.Int[5, 60], Gen.Int).Sample(
            (h, w, height, width, seed) =>
            {
                var random = new Random(seed);
                var map = new Map(h, w, [.. Enumerable.Range(0, h * w).Select(_ => random.NextDouble())]);
                var resized = Definitions.Resize(map, height, width, corners: false).Values;
                var first = Array.IndexOf(resized, resized.Max());
                if (resized.Count(value => value > resized[first] - 1e-9) > 1)
                    return; // rounding decides the first pixel of a plateau
                PointsAt(map, width, height, (first % width, first / width)).ShouldBeTrue();
            },
            iter: 200, threads: 1);

    [Fact]
    public void The_first_of_equal_maxima_in_reading_order_counts()
    {
        var flat = new Map(3, 4, new double[12]);
        PointsAt(flat, 40, 30, (0, 0), "constant=first-pixel,").ShouldBeTrue();
        var two = new double[12];
        (two[6], two[9]) = (1, 1);   // column 2 of row 1, column 1 of row 2
        PointsAt(new Map(3, 4, two), 4, 3, (2, 1)).ShouldBeTrue();
        PointsAt(new Map(3, 4, two), 4, 3, (1, 2)).ShouldBeFalse();
        var corner = new double[4];
        corner[3] = 1;
        PointsAt(new Map(2, 2, corner), 8, 8, (6, 6)).ShouldBeTrue();   // an upsampled border is a plateau
    }

    [Theory, InlineData(0.0), InlineData(0.1), InlineData(-3.0)]
    public void A_constant_map_does_not_hit_the_top_left_corner(double value)
    {
        var sample = new Sample("a", 40, 30, [new(0, 0, 0, 5, 5, false), new(1, 30, 20, 35, 25, false)]);
        var maps = new FixedMaps(sample, [0.0, 1], target => new Map(3, 4, [.. Enumerable.Repeat(value, 12)]));
        foreach (var smooth in (string[])["", "{smooth=0.05}"])
        {
            var score = ShippedPlugins.Metric($"pointing-game{smooth}").Metric.Score(maps);
            score.Rows.ShouldBeEmpty();
            score.Skipped.Select(row => (row.Class, row.Reason)).ShouldBe([(0, "the map is constant"), (1, "the map is constant")]);
            var restricted = ShippedPlugins.Metric($"restricted-pointing-game{smooth}").Metric.Score(maps);
            restricted.Rows.ShouldBeEmpty();
            restricted
                .Skipped.Select(row => row.Reason)
                .ShouldBe(Enumerable.Repeat("the map for the largest output (class 1) is constant", 2));
        }
    }

    [Theory, InlineData("pointing-game"), InlineData("restricted-pointing-game")]
    public void TorchRays_game_takes_the_first_pixel_of_a_constant_map(string game)
    {
        var sample = new Sample("a", 40, 30, [new(0, 0, 0, 5, 5, false), new(1, 30, 20, 35, 25, false)]);
        var score = ShippedPlugins
            .Metric($"{game}{{constant=first-pixel}}")
            .Metric.Score(new FixedMaps(sample, [0.0, 1], _ => new Map(3, 4, new double[12])));
        score.Rows.Select(row => row.Value).ShouldBe([1, 0]);
        score.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void The_reason_that_a_pair_is_not_scored_precedes_that_of_a_constant_map()
    {
        var sample = new Sample("a", 40, 30, [new(0, 0, 0, 5, 5, true)]);
        ShippedPlugins
            .Metric("pointing-game")
            .Metric.Score(new FixedMaps(sample, [0.0], _ => new Map(3, 4, new double[12])))
            .Skipped.Single()
            .Reason.ShouldBe("all objects of the class are marked difficult");
    }

    [Fact]
    public void Smoothing_agrees_with_torchray()
    {
        var (input, expected) = (
            Npy.Read(Repository.Reference("metrics", "smooth_in.npy")),
            Npy.Read(Repository.Reference("metrics", "smooth_out.npy")));
        var blur = ShippedPlugins
            .Metric("pointing-game")
            .Metric.GetType()
            .Assembly.GetType("Workbench.Plugins.Localisation.Pointing")!
            .GetMethod("Blur")!;
        var (h, w) = (input.Shape[^2], input.Shape[^1]);
        using var blurred = (Tensor)blur.Invoke(null, [tensor(input.Doubles(), [1, 1, h, w]), 1.0])!;
        Map.From(blurred).DeviationFrom(new Map(h, w, expected.Doubles())).ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Smoothing_moves_the_point_from_a_spike_to_a_hill()
    {
        var map = Peak((5, 5));
        for (var y = 30; y < 40; y++)
            for (var x = 30; x < 40; x++) map.Values[y * Side + x] = 0.5;
        PointsAt(map, Side, Side, (5, 5)).ShouldBeTrue();
        PointsAt(map, Side, Side, (5, 5), "smooth=0.05,").ShouldBeFalse();
    }

    [Fact]
    public void The_score_has_two_averages_and_a_note()
    {
        MetricRow[] rows = [new("a", 0, 1), new("a", 1, 0), new("b", 0, 1), new("c", 0, 0), new("c", 3, 1)];
        foreach (var id in (string[])["pointing-game", "restricted-pointing-game"])
        {
            var score = ShippedPlugins.Metric(id).Metric.Summarise(rows, new FiveClasses());
            score.Value.ShouldBe(3 / 5.0);
            score.Also["class-mean"].ShouldBe((2 / 3.0 + 0 + 0 + 1 + 0) / 5, 1e-12);
            score.Note.ShouldBe("2 of 5 classes had no trial and count 0 in class-mean.");
            double.IsNaN(ShippedPlugins.Metric(id).Metric.Summarise([], new FiveClasses()).Value).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_skipped_pair_has_a_reason()
    {
        var sample = new Sample("a", 100, 100, [new(0, 0, 0, 9, 9, true), new(1, 0, 0, 99, 60, false), new(2, 5, 5, 9, 9, false)]);
        string[] Skipped(string options) =>
            [
                .. ShippedPlugins
                    .Metric($"pointing-game{options}")
                    .Metric.Score(new FixedMaps(sample, new double[3], _ => Peak((0, 0))))
                    .Skipped.Select(row => $"{row.Class}: {row.Reason}"),
            ];
        Skipped("").ShouldBe(["0: all objects of the class are marked difficult"]);
        Skipped("{subset=difficult}")
            .ShouldBe([
                "0: all objects of the class are marked difficult",
                "1: not in the subset: the class covers a quarter of the image or more",
            ]);
    }

    [Fact]
    public void A_list_of_difficult_pairs_replaces_the_rule()
    {
        // By the rule, class 1 counts and class 0 does not. The list has the opposite, and may flag the only class of an image.
        var sample = new Sample("a", 100, 100, [new(0, 0, 0, 99, 60, false), new(1, 5, 5, 9, 9, false)]);
        SampleScore Score(Sample of) =>
            ShippedPlugins.Metric("pointing-game{subset=difficult}").Metric.Score(new FixedMaps(of, new double[2], _ => Peak((0, 0))));
        Score(sample).Rows.Single().Class.ShouldBe(1);
        var score = Score(sample with { Flagged = [0] });
        score.Rows.Single().Class.ShouldBe(0);
        score.Skipped.Single().Reason.ShouldBe("not in the subset: not flagged as difficult");
        Score(new Sample("b", 100, 100, [new(1, 5, 5, 9, 9, false)]) { Flagged = [1] }).Rows.Single().Class.ShouldBe(1);
    }

    private static bool PointsAt(Map map, int width, int height, (int X, int Y) pixel, string options = "")
    {
        var sample = new Sample("image", width, height, [new ImageObject(0, pixel.X, pixel.Y, pixel.X, pixel.Y, false)]);
        return ShippedPlugins
                .Metric($"pointing-game{{{options}tolerance=1}}")
                .Metric.Score(new FixedMaps(sample, [0.0], _ => map))
                .Rows.Single()
                .Value == 1;
    }

    private static Map Peak((int X, int Y) point)
    {
        var values = new double[Side * Side];
        values[point.Y * Side + point.X] = 1;
        return new Map(Side, Side, values);
    }

    private static bool[] CreateMask(Sample sample, int target)
    {
        var mask = new bool[sample.Width * sample.Height];
        foreach (var one in sample.Objects.Where(o => o.Class == target))
            for (var y = 0; y < sample.Height; y++)
                for (var x = 0; x < sample.Width; x++)
                    mask[y * sample.Width + x] |= one.Mask is { } pixels
                        ? pixels.Contains(x, y)
                        : x >= one.XMin && x <= one.XMax && y >= one.YMin && y <= one.YMax;
        return mask;
    }

    private static bool HitsMask(Sample sample, int target, (int X, int Y) point, double tolerance)
    {
        var mask = CreateMask(sample, target);
        for (var y = 0; y < sample.Height; y++)
            for (var x = 0; x < sample.Width; x++)
                if (mask[y * sample.Width + x] && (x - point.X) * (x - point.X) + (y - point.Y) * (y - point.Y) < tolerance * tolerance)
                    return true;
        return false;
    }

    private static bool Counts(Sample sample, int target, string options)
    {
        if (sample.Objects.Where(o => o.Class == target).All(o => o.Difficult)) return false;
        var others = sample.Objects.Any(o => o.Class != target);
        if (options.Contains("multi-class")) return others;
        if (options.Contains("subset=difficult") && sample.Flagged is { } flagged) return flagged.Contains(target);
        return !options.Contains("subset=difficult")
            || others && CreateMask(sample, target).Count(inside => inside) < sample.Width * sample.Height / 4.0;
    }

    private sealed class FiveClasses : IArchitecture
    {
        public IReadOnlyList<LayerInfo> Layers => [];
        public int Classes => 5;
        public IReadOnlyList<InputRange> InputRanges => [];
        public LayerInfo this[LayerRef layer] => throw new UnknownLayerException("none");
    }
}
