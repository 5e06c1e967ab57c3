using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>The similarity metrics as the host loads them, and the parts of their assembly that have references of their own.</summary>
internal static class SimilarityPlugin
{
    /// <summary>The similarity of two maps by class-sensitivity, or the reason why it has no value.</summary>
    public static (double Value, string? Reason) Compare(string options, Map a, Map b, int width, int height)
    {
        var sample = new Sample("image", width, height, []);
        var score = ShippedPlugins
            .Metric($"class-sensitivity{{{options}}}")
            .Metric.Score(new FixedMaps(sample, [2, 1], target => target == 0 ? a : b));
        (score.Rows.Count + score.Skipped.Count).ShouldBe(1);
        return score.Rows.Count == 1 ? (score.Rows[0].Value, null) : (double.NaN, score.Skipped[0].Reason);
    }

    public static double Compare(string options, Map a, Map b)
    {
        var (value, reason) = Compare(options, a, b, a.Width, a.Height);
        reason.ShouldBeNull();
        return value;
    }

    /// <summary>The HOG features of maps of one size, already scaled to [0,1].</summary>
    public static double[][] Hog(params Map[] maps) =>
        Call(
            "Hog",
            "Features",
            tensor([.. maps.SelectMany(map => map.Values.Select(value => (float)value))], [maps.Length, 1, maps[0].Height, maps[0].Width]));

    public static double[][] Ranks(params double[][] rows) =>
        Call("Spearman", "Ranks", tensor([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]));

    public static double[][] Unit(params double[][] rows) =>
        Call("Pearson", "Unit", tensor([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]));

    private static double[][] Call(string type, string method, Tensor argument)
    {
        using (argument)
        {
            var assembly = ShippedPlugins.Metric("class-sensitivity").Metric.GetType().Assembly;
            using var result = (Tensor)
                assembly.GetType($"Workbench.Plugins.Similarity.{type}")!.GetMethod(method)!.Invoke(null, [argument])!;
            using var plain = result.to(ScalarType.Float64).contiguous();
            return [.. plain.data<double>().ToArray().Chunk((int)result.shape[1])];
        }
    }
}
