using System.Text.Json;

namespace Workbench.Plugins.Tests;

/// <summary>The similarities of stored maps against the figures of scikit-image and scipy.</summary>
public sealed class SimilarityReferenceTests
{
    private static readonly JsonElement s_figures = JsonDocument
        .Parse(File.ReadAllBytes(Repository.Reference("metrics", "similarity.json")))
        .RootElement;

    private static readonly (string Figure, string Options)[] s_similarities =
    [
        ("spearman_hog", "similarity=spearman-hog"),
        ("pearson_hog", "similarity=pearson-hog"),
        ("spearman_abs", "similarity=spearman-abs"),
        ("spearman_no_abs", "similarity=spearman"),
        ("ssim_gaussian_default_range2", "similarity=ssim"),
        ("ssim_gaussian_range1", "similarity=ssim,ssim-range=1"),
        ("ssim_win5_range2", "similarity=ssim,ssim-window=uniform"),
    ];

    public static TheoryData<string> Similarities => [.. s_similarities.Select(similarity => similarity.Figure)];

    [Fact]
    public void Every_hog_vector_equals_scikit_images_bit_for_bit()
    {
        var cases = s_figures.GetProperty("similarity").GetProperty("cases").EnumerateArray().ToList();
        cases.Count.ShouldBe(5);
        foreach (var figure in cases)
        {
            var expected = Npy.Read(Repository.Reference([.. figure.GetProperty("hog_a").GetString()!.Split('/')])).Doubles();
            expected.Length.ShouldBe(figure.GetProperty("hog_len").GetInt32());
            SimilarityPlugin.Hog(Normalise(ReadStoredMap(figure.GetProperty("id").GetString()!, 4)))[0].ShouldBe(expected);
        }
    }

    [Theory, MemberData(nameof(Similarities))]
    public void The_similarities_of_stored_maps_agree_with_the_references(string figure)
    {
        var options = s_similarities.Single(similarity => similarity.Figure == figure).Options;
        foreach (var expected in s_figures.GetProperty("similarity").GetProperty("cases").EnumerateArray())
        {
            var id = expected.GetProperty("id").GetString()!;
            SimilarityPlugin
                .Compare(options, ReadStoredMap(id, 4), ReadStoredMap(id, 14))
                .ShouldBe(expected.GetProperty(figure).GetDouble(), 1e-6, $"{id} {figure}");
        }
    }

    [Fact]
    public void Spearman_shares_the_ranks_of_ties()
    {
        var (u, v) = (
            Npy.Read(Repository.Reference("metrics", "spearman_ties_u.npy")).Doubles(),
            Npy.Read(Repository.Reference("metrics", "spearman_ties_v.npy")).Doubles());
        u.Distinct().Count().ShouldBeLessThan(u.Length);
        var units = SimilarityPlugin.Unit(SimilarityPlugin.Ranks(u, v));
        units[0]
            .Zip(units[1], (a, b) => a * b)
            .Sum()
            .ShouldBe(s_figures.GetProperty("synthetic").GetProperty("spearman_ties").GetProperty("rho").GetDouble(), 1e-12);
        SimilarityPlugin.Unit([.. u.Select(_ => 0.1)])[0].ShouldAllBe(value => double.IsNaN(value));   // like scipy for a constant
    }

    [Theory]
    [InlineData("gradient", "grad.torchray")]
    [InlineData("guided_backprop", "gbp.torchray")]
    [InlineData("gradcam", "gradcam_resized.torchray_at_features.29")]
    [InlineData("gradcam_pgc", "gradcam.pgc_at_features.29")]
    [InlineData("gradcampp", "gradcampp.pgc_at_features.29")]
    [InlineData("fullgrad", "fullgrad.idiap")]
    [InlineData("normgrad", "normgrad.rebuffi_at_features.29")]
    public void Class_sensitivity_of_stored_maps_agrees_with_rebuffi(string method, string file)
    {
        var expected = s_figures
            .GetProperty("class_sensitivity")
            .GetProperty("cases")
            .EnumerateArray()
            .Single(figure => figure.GetProperty("method").GetString() == method);
        foreach (var (figure, similarity) in new[] { ("spearman_hog", "spearman-hog"), ("spearman_rebuffi", "spearman") })
        {
            var (value, reason) = SimilarityPlugin.Compare(
                $"similarity={similarity}",
                ReadStoredMap(file, expected.GetProperty("max_class").GetInt32()),
                ReadStoredMap(file, expected.GetProperty("min_class").GetInt32()),
                64,
                64);
            reason.ShouldBeNull();
            value.ShouldBe(expected.GetProperty(figure).GetDouble(), 1e-6, $"{method} {figure}");
        }
    }

    [Fact]
    public void Cascades_of_stored_maps_have_the_peers_curves()
    {
        var curves = s_figures
            .GetProperty("cascade")
            .GetProperty("curves")
            .EnumerateArray()
            .Where(curve => curve.TryGetProperty("maps", out _))
            .ToList();
        curves.Count.ShouldBe(5);
        foreach (var curve in curves)
        {
            var maps = Npy.Read(Repository.Reference([.. curve.GetProperty("maps").GetString()!.Split('/')]));
            Map[] stages = [.. maps.Doubles().Chunk(64 * 64).Select(values => new Map(64, 64, values))];
            stages.Length.ShouldBe(17);
            foreach (
                var (figure, options) in new[]
                {
                    ("spearman_hog", "similarity=spearman-hog"),
                    ("spearman_no_abs", "similarity=spearman"),
                    ("spearman_abs", "similarity=spearman-abs"),
                    ("ssim_gaussian_range2", "similarity=ssim"),
                })
            {
                var expected = curve.GetProperty(figure).EnumerateArray().Select(value => value.GetDouble()).ToList();
                for (var stage = 0; stage < 17; stage++)
                    SimilarityPlugin
                        .Compare(options, stages[0], stages[stage])
                        .ShouldBe(expected[stage], 1e-6, $"{curve.GetProperty("maps").GetString()} {figure} stage {stage}");
            }
        }
    }

    private static Map ReadStoredMap(string id, int target)
    {
        var npy = Npy.Read(Repository.Reference("maps", $"astronaut_64_c{target}", $"{id.Replace("@", "_at_")}.npy"));
        return new Map(npy.Shape[^2], npy.Shape[^1], npy.Doubles());
    }

    private static Map Normalise(Map map)
    {
        var (low, high) = ((float)map.Values.Min(), (float)map.Values.Max());
        return map.Select(value => ((float)value - low) / (high - low));
    }
}
