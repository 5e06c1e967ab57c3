using System.Collections.Concurrent;
using System.Text.Json;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>Every map of the independent implementations, through the real plugins, planner and runner.</summary>
public sealed class ReferenceMapTests
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Reference[] s_cases =
        JsonSerializer.Deserialize<Reference[]>(File.ReadAllBytes(Repository.Reference("maps", "cases.json")), s_json)!;

    private static readonly ConcurrentDictionary<(string Image, ScalarType Dtype), Lazy<Dictionary<(string Call, int Class), Map>>> s_ours = new();

    public static TheoryData<string> Files => [.. s_cases.Select(reference => reference.File)];

    [Fact]
    public void Every_aggregation_method_has_references() =>
        s_cases.Select(reference => reference.Call.Split('@', '{')[0]).Distinct().Order().ShouldBe(
            Shipped.Plugins.Plugins.Where(plugin => plugin.Assembly == "Aggregation.dll").Select(plugin => plugin.Id).Order());

    [Theory, MemberData(nameof(Files))]
    public void Float64_is_within_a_millionth(string file) => Compare(file, ScalarType.Float64, _ => 1e-6);

    [Theory, MemberData(nameof(Files))]
    public void Float32_is_within_what_float32_allows(string file) =>
        Compare(file, ScalarType.Float32, reference => Math.Max(1e-5, 20 * reference.F32Dev));

    private static void Compare(string file, ScalarType dtype, Func<Reference, double> tolerance)
    {
        var reference = s_cases.Single(candidate => candidate.File == file);
        var npy = Npy.Read(Repository.Reference("maps", file));
        var expected = new Map(npy.Shape[^2], npy.Shape[^1], npy.Doubles());
        var ours = OursOf(reference.Image, dtype)[(reference.Call, reference.Cls)];
        if (reference.Id == "gradcampp_raw.pgc") expected = expected.Select(value => Math.Max(0, value));   // the peer's is before the ReLU
        if (reference.Id == "fullgrad.pgc") ours = ours.MinMax();                                           // the peer's ends with one
        ours.DeviationFrom(expected).ShouldBeLessThanOrEqualTo(tolerance(reference), $"{reference.Call} against {reference.Id}, class {reference.Cls}");
    }

    private static Dictionary<(string Call, int Class), Map> OursOf(string image, ScalarType dtype) => s_ours.GetOrAdd((image, dtype), key => new(() =>
    {
        var model = Shipped.NarrowNet(key.Dtype);
        var npy = Npy.Read(Repository.Reference("maps", $"{key.Image}_64.npy"));
        using var input = tensor(npy.Floats(), [.. npy.Shape.Select(size => (long)size)]);
        var cases = s_cases.Where(reference => reference.Image == key.Image).ToList();
        return Map.Compute(model, [.. cases.Select(reference => reference.Call).Distinct()], input, [.. cases.Select(reference => reference.Cls).Distinct()]);
    })).Value;

    private sealed record Reference(string Image, int Cls, string Id, string? Layer, string File, double F32Dev)
    {
        /// <summary>Our method that makes the map.</summary>
        public string Call => Id switch
        {
            "gradcam.torchray" => $"gradcam@{Layer}",
            "gradcam.captum" => $"gradcam@{Layer}{{relu=false}}",
            "gradcampos.captum" => $"gradcam-pos@{Layer}",
            "gradcampp_raw.pgc" => $"gradcam++@{Layer}",
            "gradcampp_alphanorm.kit" => $"gradcam++@{Layer}{{normalize=true}}",
            "gradmid.captum" => $"gradmid@{Layer}",
            "gradmidrelu.captum" => $"gradmid@{Layer}{{positive=relu}}",
            "cumulativegradcam_norm.kit" => "cumulative-gradcam",
            "cumulativegradcam_raw.kit" => "cumulative-gradcam{normalize=false}",
            "cumulativegradmid_norm.kit" => "cumulative-gradmid",
            "cumulativegradmid_raw.kit" => "cumulative-gradmid{normalize=false}",
            "fullgrad.idiap" => "fullgrad",
            "fullgrad.pgc" => "fullgrad{psi=channel}",
            _ => throw new InvalidDataException($"No method of ours makes '{Id}'."),
        };
    }
}
