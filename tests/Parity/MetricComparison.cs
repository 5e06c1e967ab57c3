using System.Globalization;
using System.Text.Json;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>Result of the comparison of a metric for one method and image.</summary>
/// <param name="Case">Metric, similarity and image.</param>
/// <param name="Call">Our method.</param>
/// <param name="Values">Number of compared values: one, or one per randomised state.</param>
/// <param name="Deviation">Largest absolute difference.</param>
/// <param name="Tolerance">Largest difference that counts as equal.</param>
/// <param name="Tie">Why the difference is not conclusive, or null.</param>
public sealed record MetricOutcome(string Case, string Call, int Values, double Deviation, double Tolerance, string? Tie)
{
    /// <summary>Whether our values equal theirs within the tolerance.</summary>
    public bool Passed => Deviation <= Tolerance;
}

/// <summary>
/// Compares class sensitivity and randomisation cascades of a reference kit with ours, with the real planner, runner and metrics in
/// float64, on the kit's random tensors.
/// </summary>
/// <param name="kit">Folder of the kit.</param>
/// <param name="plugins">The plugins.</param>
public sealed class MetricComparison(string kit, IPluginCatalog plugins)
{
    // Ranks of a histogram tie where an upsampled map is flat or linear. The last bit of the map then decides their order.
    private const string UpsampledTies =
        "ranks of the histogram of an upsampled map tie; the other similarities of the same maps are conclusive";

    private static readonly Dictionary<string, string> s_methods = new(StringComparer.Ordinal)
    {
        ["gradient"] = "gradient",
        ["guided_backprop"] = "guided-backprop",
        ["gradcam"] = "gradcam@b5",
        ["gradcampp"] = "gradcam++@b5",
        ["fullgrad"] = "fullgrad",
        ["normgrad"] = "normgrad@b5",
    };

    private static readonly (string Figure, string Similarity)[] s_figures =
        [
            ("spearman_hog", "spearman-hog"),
            ("spearman_rebuffi", "spearman"),
            ("spearman_no_abs", "spearman"),
            ("spearman_abs", "spearman-abs"),
            ("ssim_gaussian_range2", "ssim"),
        ];

    /// <summary>Compares every case of a method that we have.</summary>
    public IReadOnlyList<MetricOutcome> Run()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(kit, "manifest.json")));
        using var model = ModelService.Load(
            Path.Combine(kit, "narrow-vgg16.safetensors"),
            "cpu",
            ScalarType.Float64,
            draws: Path.Combine(kit, "randomization-z.safetensors"));
        var metrics = manifest.RootElement.GetProperty("metrics");
        return
        [
            .. metrics
                .GetProperty("class_sensitivity")
                .GetProperty("cases")
                .EnumerateArray()
                .SelectMany(figures => Compare(model, figures, "class-sensitivity")),
            .. metrics
                .GetProperty("cascade")
                .GetProperty("curves")
                .EnumerateArray()
                .SelectMany(figures =>
                    Compare(model, figures, CascadeCall(figures))),
        ];
    }

    private static string CascadeCall(JsonElement figures)
    {
        var isFixed = figures.GetProperty("target").GetString()!.StartsWith("fixed", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"parameter-randomization{{sigma={figures.GetProperty("std").GetDouble()},target={(isFixed ? "original" : "current")}}}");
    }

    private IEnumerable<MetricOutcome> Compare(ModelService model, JsonElement figures, string metric)
    {
        if (!s_methods.TryGetValue(figures.GetProperty("method").GetString()!, out var call)) yield break;
        var image = $"{figures.GetProperty("image").GetString()}_{figures.GetProperty("size").GetInt32()}";
        var asked = s_figures
            .Where(figure => figures.TryGetProperty(figure.Figure, out _))
            .Select(figure =>
                (figure.Figure, Name: metric.Contains('{')
                    ? metric.Replace("{", $"{{similarity={figure.Similarity},", StringComparison.Ordinal)
                    : $"{metric}{{similarity={figure.Similarity}}}"))
            .ToList();
        var all = Ours(model, image, call, [.. asked.Select(figure => figure.Name).Distinct()]);
        foreach (var (figure, name) in asked)
        {
            var (theirs, ours) = (figures.GetProperty(figure), all[name]);
            double?[] expected = theirs.ValueKind == JsonValueKind.Array
                ? [.. theirs.EnumerateArray().Skip(1).Select(Number)]   // the first compares the trained model with itself
                : [Number(theirs)];
            double? StageValue(JsonElement stage) => ours.FirstOrDefault(row => row.State == stage.GetString())?.Value;
            double?[] found = theirs.ValueKind == JsonValueKind.Array
                ? [.. figures.GetProperty("stages").EnumerateArray().Skip(1).Select(StageValue)]
                : [ours.SingleOrDefault()?.Value];
            var deviation = expected
                .Zip(found, (a, b) => a is null && b is null ? 0
                    : a is null || b is null ? double.PositiveInfinity
                    : Math.Abs(a.Value - b.Value))
                .Max();
            var upsampled = call.Contains('@', StringComparison.Ordinal);
            yield return new(
                $"{name} {image}",
                call,
                expected.Length,
                deviation,
                upsampled ? 1e-5 : 1e-6,
                upsampled && figure == "spearman_hog" ? UpsampledTies : null);
        }
    }

    // The rows of each metric for one method. The metrics share the maps in the trained and randomised states.
    private Dictionary<string, IReadOnlyList<MetricRow>> Ours(ModelService model, string image, string call, IReadOnlyList<string> metrics)
    {
        using var scope = NewDisposeScope();
        var npy = Npy.Read(Path.Combine(kit, "inputs", $"{image}.npy"));
        var x = tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]);
        var method = plugins.CreateMethod(PluginCall.Parse(call));
        var cells = metrics.ToDictionary(
            metric => metric,
            metric => new Cell(method, plugins.CreateMetric(PluginCall.Parse(metric))),
            StringComparer.Ordinal);
        var plan = Planner.Plan([.. cells.Values], model.Architecture, Annotation.None);
        using var maps = new PassRunner(model, plan, seed: 0).Run([new Sample(image, (int)x.shape[3], (int)x.shape[2], [])], x)[0];
        return cells.ToDictionary(
            cell => cell.Key,
            cell =>
                cell.Value.Metric.Metric.Score(maps.MapsFor(method, plan.Cells.Single(planned => planned.Cell == cell.Value).Request)).Rows,
            StringComparer.Ordinal);
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
