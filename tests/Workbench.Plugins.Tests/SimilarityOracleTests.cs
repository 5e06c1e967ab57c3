using CsCheck;
using Workbench.Plugins.Tests.Oracles;

namespace Workbench.Plugins.Tests;

/// <summary>The similarities of random maps against loops, and their laws.</summary>
public sealed class SimilarityOracleTests
{
    private static readonly string[] s_all = ["spearman-hog", "pearson-hog", "spearman", "spearman-abs", "pearson", "ssim"];

    public static TheoryData<string> All => [.. s_all];

    // Rough, smooth, stepped (ties and plateaus), rectified and blocky maps. A distinct pixel in the middle keeps each from being constant.
    private static Map Random(Random random, int height, int width)
    {
        var (kind, scale, fy, fx, phase) = (
            random.Next(5),
            Math.Pow(10, random.Next(-6, 7)),
            random.NextDouble(),
            random.NextDouble(),
            random.NextDouble());
        double At(int y, int x) => Math.Sin(fy * y / 4 + phase) * Math.Cos(fx * x / 3) + 0.1 * random.NextDouble();
        double Value(int y, int x)
        {
            var middle = (y, x) == (height / 2, width / 2);
            return kind switch
            {
                0 => random.NextDouble() - 0.5,
                1 => At(y, x),
                2 => middle ? 2 : Math.Round(3 * At(y, x)) / 3,
                3 => Math.Max(middle ? 2 : 0, At(y, x)),
                _ => middle ? 2 : At(y / 8 * 8, x / 8 * 8) > 0.2 ? 1 : random.Next(2),
            };
        }
        return new Map(height, width, [.. Enumerable.Range(0, height * width).Select(i => scale * Value(i / width, i % width))]);
    }

    private static readonly Gen<(int Height, int Width, int Seed)> s_case = Gen.Select(Gen.Int[48, 230], Gen.Int[48, 230], Gen.Int);

    [Theory, MemberData(nameof(All))]
    public void A_similarity_is_its_definition(string similarity) => s_case.Sample(
        (height, width, seed) =>
        {
            var random = new Random(seed);
            var (a, b) = (Random(random, height, width), Random(random, height, width));
            var (range, gaussian) = (random.Next(2) + 1, similarity != "ssim" || random.Next(2) == 0);
            var ours = SimilarityPlugin.Compare(
                $"similarity={similarity},ssim-range={range},ssim-window={(gaussian ? "gaussian" : "uniform")}",
                a,
                b);
            ours.ShouldBe(
                SimilarityDefinitions.ComputeSimilarity(similarity, a, b, range, gaussian),
                similarity == "ssim" ? 1e-9 : 1e-12,
                $"{height}×{width}, seed {seed}");
        },
        iter: similarity == "ssim" ? 6 : 25, threads: 1);

    [Fact]
    public void Histograms_equal_their_definition_bit_for_bit_alone_and_in_a_batch()
    {
        var random = new Random(5);
        foreach (var (height, width) in ((int, int)[])[(48, 48), (63, 64), (70, 90), (224, 224), (230, 131)])
        {
            Map[] maps =
            [
                .. Enumerable.Range(0, 3).Select(_ => Random(random, height, width)).Select(map => map.Select(value => (float)value)),
            ];
            Map[] normalised =
            [
                .. maps.Select(map => (Map: map, Low: (float)map.Values.Min(), High: (float)map.Values.Max()))
                    .Select(m => m.Map.Select(value => ((float)value - m.Low) / (m.High - m.Low))),
            ];
            var together = SimilarityPlugin.Hog(normalised);
            foreach (var (map, ours) in maps.Zip(together)) ours.ShouldBe(SimilarityDefinitions.Hog(map), $"{height}×{width}");
            SimilarityPlugin.Hog(normalised[1])[0].ShouldBe(together[1]);
        }
    }

    [Fact]
    public void The_synthetic_image_has_the_histograms_of_the_definition()
    {
        var npy = Npy.Read(Repository.Reference("metrics", "hog_synth_in.npy"));
        var image = new Map(npy.Shape[0], npy.Shape[1], npy.Doubles());
        var (low, high) = ((float)image.Values.Min(), (float)image.Values.Max());
        var ours = SimilarityPlugin.Hog(image.Select(value => ((float)value - low) / (high - low)))[0];
        ours.Length.ShouldBe(2 * 3 * 81);
        ours.ShouldBe(SimilarityDefinitions.Hog(image));
        SimilarityPlugin.Hog(image.Select(_ => 0.5))[0].ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Ranks_of_ties_are_averages() =>
        Gen.Int[0, 9]
            .Select(value => value / 3.0)
            .Array[1, 60]
            .Array[1, 4]
            .Where(rows => rows.All(row => row.Length == rows[0].Length))
            .Sample(
            rows =>
                SimilarityPlugin
                    .Ranks(rows)
                    .Zip(rows)
                    .ShouldAllBe(pair => pair.First.SequenceEqual(SimilarityDefinitions.Ranks(pair.Second))),
            iter: 100, threads: 1);

    [Theory, MemberData(nameof(All))]
    public void A_similarity_is_1_for_equal_maps_and_symmetric(string similarity) => s_case.Sample(
        (height, width, seed) =>
        {
            var random = new Random(seed);
            var (a, b) = (Random(random, height, width), Random(random, height, width));
            SimilarityPlugin.Compare($"similarity={similarity}", a, a).ShouldBe(1, 1e-12);
            SimilarityPlugin
                .Compare($"similarity={similarity}", a, b)
                .ShouldBe(SimilarityPlugin.Compare($"similarity={similarity}", b, a), 1e-12);
        },
        iter: 10, threads: 1);

    [Fact]
    public void Spearman_depends_only_on_the_order_of_values() => s_case.Sample(
        (height, width, seed) =>
        {
            var random = new Random(seed);
            var (a, b) = (
                Random(random, height, width).MinMax().Select(value => Math.Round(value * 1000) / 1000),
                Random(random, height, width));
            var plain = SimilarityPlugin.Compare("similarity=spearman", a, b);
            SimilarityPlugin.Compare("similarity=spearman", a.Select(value => Math.Exp(3 * value) - 7), b).ShouldBe(plain, 1e-12);
            SimilarityPlugin.Compare("similarity=spearman", a.Select(value => -value), b).ShouldBe(-plain, 1e-12);
        },
        iter: 15, threads: 1);

    [Fact]
    public void A_smaller_map_is_resized_to_the_input_first() =>
        Gen.Select(Gen.Int[2, 20], Gen.Int[2, 20], Gen.Int[48, 100], Gen.Int[48, 100], Gen.Int)
            .Sample(
        (h, w, height, width, seed) =>
        {
            var random = new Random(seed);
            var (a, b) = (Random(random, h, w), Random(random, h, w));
            if (a.Values.Distinct().Count() == 1 || b.Values.Distinct().Count() == 1) return;
            var (value, reason) = SimilarityPlugin.Compare("similarity=pearson", a, b, width, height);
            reason.ShouldBeNull();
            value.ShouldBe(
                SimilarityDefinitions.ComputeSimilarity(
                    "pearson", Definitions.Resize(a, height, width, corners: false), Definitions.Resize(b, height, width, corners: false)),
                1e-6);
        },
        iter: 30, threads: 1);
}
