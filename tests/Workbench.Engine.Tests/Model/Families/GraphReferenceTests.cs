using System.Text.Json;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>
/// Narrow networks in torchvision's topologies, as PyTorch computed them in float64: the logits of three inputs, and for one of them the
/// output of each module and the logit's gradient there.
/// </summary>
public sealed class GraphReferenceTests
{
    private static readonly JsonElement s_manifest = Read("manifest.json");

    public static TheoryData<string> Files => [.. Models()];

    public static TheoryData<string, BatchNormUse> Networks =>
    [
        .. Models()
            .Where(row => row.Data.EndsWith(".safetensors", StringComparison.Ordinal))
            .SelectMany(row => new[] { BatchNormUse.Folded, BatchNormUse.Kept }.Select(norm =>
                new TheoryDataRow<string, BatchNormUse>(row.Data, norm) { Skip = row.Skip })),
    ];

    [Theory, MemberData(nameof(Files))]
    public void Logits_equal_the_reference(string file)
    {
        var logits = s_manifest.GetProperty("models").EnumerateArray().Single(model => Owns(model, file)).GetProperty("logits");
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-10), (ScalarType.Float32, 1e-5) })
        {
            using var scope = NewDisposeScope();
            using var model = Load(file, dtype, BatchNormUse.Folded);
            foreach (var input in s_manifest.GetProperty("inputs").EnumerateArray())
            {
                using var forward = ForwardPass.Run(model.Network, Image(input.GetProperty("file").GetString()!, dtype), _ => false);
                var wanted = Numbers(logits.GetProperty(input.GetProperty("image").GetString()!));
                var found = forward.Logits.to(ScalarType.Float64).data<double>().ToArray();
                found.Length.ShouldBe(wanted.Length);
                found.Zip(wanted, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(tolerance * wanted.Max(Math.Abs), $"{input}, {dtype}");
            }
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Outputs_and_gradients_of_modules_equal_the_reference(string file, BatchNormUse norm)
    {
        using var scope = NewDisposeScope();
        using var model = Load(file, ScalarType.Float64, norm);
        var reference = Read(file.Replace(".safetensors", ".tensors.json"));
        var modules = reference.GetProperty("modules").EnumerateObject().ToList();
        var architecture = model.Architecture;
        var image = s_manifest.GetProperty("inputs").EnumerateArray().Single(input =>
            input.GetProperty("image").GetString() == reference.GetProperty("image").GetString());
        using var forward = ForwardPass.Run(model.Network, Image(image.GetProperty("file").GetString()!, ScalarType.Float64), _ => true);
        using var sweep = BackwardSweep.Run(
            forward, new TargetPairs(1, [(0, reference.GetProperty("cls").GetInt32())]), null,
            architecture.Layers.Select(layer => layer.Index).ToHashSet(), inputGradient: false);
        // A convolution that took in a batch normalisation holds that module's output.
        var norms = modules.Where(module => TypeOf(module) == "BatchNorm2d").Select(module => Find(module)!.Index).ToHashSet();
        var (off, compared) = (new List<string>(), 0);
        foreach (var module in modules)
        {
            if (Find(module) is not { } layer)
            {
                off.Add($"{module.Name} is not named");
                continue;
            }
            if (TypeOf(module) == "Conv2d" && norms.Contains(layer.Index)) continue;
            compared++;
            var value = InPlace(architecture, layer) ?? layer;
            Check(module, "act", forward.OutputOf(value.Index));
            Check(module, "grad", sweep.GradientOf(layer.Index));
        }
        off.ShouldBeEmpty();
        if (norm == BatchNormUse.Kept) compared.ShouldBe(modules.Count);

        // Values that DenseNet computes without modules have names of the reference's own.
        LayerInfo? Find(JsonProperty module) => architecture.Find(module.Name switch
        {
            "final_relu" => "relu",
            "final_pool" => "avgpool",
            var name => name,
        });

        void Check(JsonProperty module, string what, Tensor tensor)
        {
            var wanted = module.Value.GetProperty(what);
            tensor.shape.ShouldBe(module.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), module.Name);
            var found = tensor.contiguous().data<double>().ToArray();
            var length = wanted.GetProperty("l2").GetDouble();
            var tolerance = 1e-10 * length / Math.Sqrt(found.Length);
            Near("mean", found.Average(), wanted.GetProperty("mean").GetDouble(), tolerance);
            Near("norm", Math.Sqrt(found.Sum(one => one * one)), length, 1e-10 * length);
            foreach (var (at, one) in module.Value.GetProperty("index").EnumerateArray().Zip(Numbers(wanted.GetProperty("at"))))
                Near($"element {at}", found[at.GetInt32()], one, Math.Max(tolerance, 1e-10 * Math.Abs(one)));

            void Near(string number, double actual, double expected, double within)
            {
                if (!(Math.Abs(actual - expected) <= within)) off.Add($"{module.Name}, {what}, {number}: {actual}, not {expected}");
            }
        }
    }

    private static ModelService Load(string file, ScalarType dtype, BatchNormUse norm) =>
        ModelService.Load(Reference(file), "cpu", dtype, form: new ModelVariant { BatchNorm = norm });

    // The files of the networks, skipped if their family is not here.
    private static IEnumerable<TheoryDataRow<string>> Models() =>
        s_manifest.GetProperty("models").EnumerateArray().SelectMany(model =>
            model.GetProperty("weights").EnumerateArray().Select(file => new TheoryDataRow<string>(file.GetString()!)
            {
                Skip = NetworkFamilies.Architectures.Any(architecture =>
                    architecture.StartsWith(model.GetProperty("name").GetString()!.Split('_')[0], StringComparison.Ordinal))
                    ? null
                    : "no such family",
            }));

    // The sum that torchvision's ResNet and EfficientNet write into the output of a block's last normalisation. RegNet's is a new tensor.
    private static LayerInfo? InPlace(Architecture architecture, LayerInfo layer) =>
        architecture.Name.StartsWith("RegNet", StringComparison.Ordinal)
            ? null
            : architecture.Layers.FirstOrDefault(other => other.Kind == LayerKind.Add && other.Inputs[0] == layer.Index);

    private static bool Owns(JsonElement model, string file) =>
        model.GetProperty("weights").EnumerateArray().Any(one => one.GetString() == file);

    private static string TypeOf(JsonProperty module) => module.Value.GetProperty("type").GetString()!;

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(one => one.GetDouble())];

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Reference(file))).RootElement;

    private static string Reference(string file) => Repository.Reference(["graph", .. file.Split('/')]);

    private static Tensor Image(string file, ScalarType dtype)
    {
        var npy = Npy.Read(Reference(file));
        return tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]).to(dtype);
    }
}
