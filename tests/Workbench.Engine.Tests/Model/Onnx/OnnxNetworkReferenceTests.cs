using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>Networks of PyTorch's exporter, and published ones, against what they compute elsewhere. Skipped without the files.</summary>
public sealed class OnnxNetworkReferenceTests(ITestOutputHelper output)
{
    private static readonly int s_photographs = TestTier.Choose(12, 60);

    [Fact]
    public void Exported_networks_compute_the_logits_of_their_modules()
    {
        var folder = Shared("reference", "graph");
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        using var scope = NewDisposeScope();
        var inputs = manifest.RootElement.GetProperty("inputs").EnumerateArray().ToDictionary(
            input => input.GetProperty("image").GetString()!,
            input => NpyFile.Read(Path.Combine(folder, input.GetProperty("file").GetString()!)).to(ScalarType.Float64));
        foreach (var net in manifest.RootElement.GetProperty("models").EnumerateArray())
            foreach (var file in net.GetProperty("onnx").EnumerateArray())
            {
                using var model = Load(Path.Combine(folder, file.GetProperty("file").GetString()!));
                var limits = file.GetProperty("read_back_dev").EnumerateArray().Select(one => one.GetDouble()).ToList();
                var expected = net.TryGetProperty("logits_224", out var large)
                    ? [(Enlarged(inputs["astronaut"]), large.GetProperty("logits"))]
                    : net.GetProperty("logits").EnumerateObject().Select(one => (inputs[one.Name], one.Value)).Take(limits.Count).ToList();
                for (var i = 0; i < expected.Count; i++)
                {
                    using var pass = ForwardPass.Run(model.Network, expected[i].Item1, _ => false);
                    var deviation = OnnxNet.Deviation(pass.Logits, Numbers(expected[i].Item2));
                    output.WriteLine($"{Path.GetFileName(model.Path)} {i}: {deviation:E1} (an interpreter: {limits[i]:E1})");
                    deviation.ShouldBeLessThan(1.01 * limits[i] + 1e-12, model.Path);
                }
            }
    }

    [Fact]
    public void Layers_have_the_outputs_and_gradients_of_the_modules_after_which_they_are_named()
    {
        var folder = Shared("reference", "graph");
        using var scope = NewDisposeScope();
        var input = NpyFile.Read(Path.Combine(folder, "inputs", "astronaut_64.npy")).to(ScalarType.Float64);
        foreach (var name in new[] { "resnet_basic", "densenet", "squeezenet1_1", "efficientnet", "regnet_x" })
        {
            using var known = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "models", $"{name}.tensors.json")));
            var path = Path.Combine(folder, "models", $"{name}.opset13-bn.onnx");
            var form = new ModelVariant { BatchNorm = BatchNormUse.Kept };
            using var model = Load(File.Exists(path) ? path : path.Replace("-bn", "", StringComparison.Ordinal), form);
            using var pass = ForwardPass.Run(model.Network, input, _ => true);
            // Without a file that keeps batch normalisation, convolutions have taken it in.
            var isWhole = File.Exists(path) || name == "squeezenet1_1";
            var layers = known.RootElement.GetProperty("modules").EnumerateObject()
                .Select(module => (Module: module, Layer: model.Architecture.Find(module.Name)))
                .Where(pair => pair.Layer is { Kind: var kind } && kind.ToString() == pair.Module.Value.GetProperty("type").GetString())
                .Where(pair => isWhole || pair.Layer!.Kind != LayerKind.Conv2d)
                .ToList();
            using var sweep = BackwardSweep.Run(
                pass, new TargetPairs(1, [(0, known.RootElement.GetProperty("cls").GetInt32())]), null,
                layers.Select(pair => pair.Layer!.Index).ToHashSet(), inputGradient: false);
            var worst = 0.0;
            foreach (var (module, layer) in layers)
            {
                // torchvision's ResNet adds into this module's output, which the reference shows after that.
                var seen = module.Name.EndsWith(".0.bn2", StringComparison.Ordinal) && name == "resnet_basic"
                    ? model.Architecture[$"/{module.Name[..6]}/{module.Name[..8]}/Add"]
                    : layer!;
                foreach (var (part, tensor) in new[] { ("act", pass.OutputOf(seen.Index)), ("grad", sweep.GradientOf(layer!.Index)) })
                {
                    var norm = module.Value.GetProperty(part).GetProperty("l2").GetDouble();
                    var at = tensor.flatten()[Indices(module.Value.GetProperty("index"))];
                    var wanted = Numbers(module.Value.GetProperty(part).GetProperty("at")).flatten();
                    worst = Math.Max(worst, Math.Abs(tensor.norm().item<double>() - norm) / norm);
                    worst = Math.Max(worst, ((at - wanted).abs().max() / tensor.abs().max()).item<double>());
                }
            }
            output.WriteLine($"{Path.GetFileName(model.Path)}: {layers.Count} modules, {worst:E1}");
            layers.Count.ShouldBeGreaterThan(5, name);
            worst.ShouldBeLessThan(1e-5, name);
        }
    }

    private static Tensor Indices(JsonElement index) => tensor(index.EnumerateArray().Select(one => one.GetInt64()).ToArray());

    [Fact]
    public void An_exported_network_equals_that_of_its_state_dict()
    {
        var folder = Path.Combine(Shared("reference", "graph"), "models");
        using var scope = NewDisposeScope();
        var input = Nets.Input(2, 64, 64).to(ScalarType.Float64);
        using var model = Load(Path.Combine(folder, "resnet_basic.opset13-bn.onnx"));
        using var plain = Load(Path.Combine(folder, "resnet_basic.safetensors"));
        using var pass = ForwardPass.Run(model.Network, input, _ => true);
        using var known = ForwardPass.Run(plain.Network, input, _ => true);
        string[] names =
        [
            "conv1", "layer1.0.conv2", "layer3.0.downsample.0", "fc", "layer1.0", "layer2", "b1", "b2", "b3", "b4", "b5", "last",
        ];
        foreach (var name in names)
            OnnxNet.Deviation(pass.OutputOf(model.Architecture[name].Index), known.OutputOf(plain.Architecture[name].Index))
                .ShouldBeLessThan(1e-9, name);
        plain.Network.Parameters.Select(one => one.Key).Count().ShouldBe(model.Network.Parameters.Count());
    }

    [Theory]
    [InlineData("tinydarknet", 256, 224, 76)]
    [InlineData("squeezenet1.0-deepcompression", 256, 227, 73)]
    [InlineData("mobilenet_v1_0.75_192-u8", 219, 192, 94)]
    public void Published_networks_recognise_photographs(string name, int shorter, int side, int ofAll)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(Shared("networks"), $"{name}.onnx");
        var colours = name.StartsWith("squeeze", StringComparison.Ordinal) ? ColourOrder.Bgr : ColourOrder.Rgb;
        using var model = ModelService.Load(path, "cpu", form: new ModelVariant { Colours = colours });
        model.Architecture.InputSize.ShouldBe(side);
        var source = new ImageNetDataSource(Path.Combine(Shared("data"), "imagenet-sample"));
        var right = 0;
        foreach (var id in source.Ids.Take(s_photographs))
        {
            var sample = source.Read(id);
            using var pass = ForwardPass.Run(model.Network, Prepared(sample.Image, name, shorter, side), _ => false);
            var label = sample.Sample.Labels.Single();
            if (pass.Logits.argmax(1).item<long>() == label) right++;
        }
        output.WriteLine($"{name}: {right} of {s_photographs}; {ofAll} of 120 elsewhere");
        right.ShouldBeGreaterThanOrEqualTo((int)Math.Floor(0.8 * ofAll / 120 * s_photographs) - 1);
    }

    [Fact]
    public void The_detector_loads()
    {
        using var scope = NewDisposeScope();
        using var model = Load(Path.Combine(Shared("networks"), "mobilenetv2-yolov3-nano-voc.onnx"));
        model.Architecture.Classes.ShouldBe(20);
        model.Architecture.InputSize.ShouldBe(320);
        using var pass = ForwardPass.Run(model.Network, Nets.Input(2, 320, 320).to(ScalarType.Float64).abs(), _ => false);
        pass.Logits.shape.ShouldBe([2, 20]);
        pass.Logits.max().item<double>().ShouldBeInRange(0, 1);
    }

    // [1,3,side,side], as each network's file states.
    private static Tensor Prepared(Image image, string name, int shorter, int side)
    {
        var rgb = tensor(image.Rgb.Select(one => (float)one).ToArray()).reshape(image.Height, image.Width, 3).permute(2, 0, 1).unsqueeze(0);
        var scale = shorter / (double)Math.Min(image.Width, image.Height);
        var resized = functional.interpolate(
            rgb, [(long)Math.Round(image.Height * scale), (long)Math.Round(image.Width * scale)], mode: InterpolationMode.Bilinear,
            align_corners: false);
        var cut = resized.narrow(2, (resized.shape[2] - side) / 2, side).narrow(3, (resized.shape[3] - side) / 2, side);
        return name[0] switch
        {
            't' => cut / 255,
            's' => cut - tensor([123f, 117, 104]).reshape(1, 3, 1, 1),
            _ => cut / 127.5 - 1,
        };
    }

    private static Tensor Enlarged(Tensor image) => image.narrow(2, 0, 32).narrow(3, 0, 32).repeat_interleave(7, 2).repeat_interleave(7, 3);

    private static Tensor Numbers(JsonElement list) => tensor(list.EnumerateArray().Select(one => one.GetDouble()).ToArray()).unsqueeze(0);

    private static ModelService Load(string path, ModelVariant? form = null) =>
        ModelService.Load(path, "cpu", ScalarType.Float64, form: form);

    private static string Shared(params string[] path)
    {
        var folder = Repository.Shared is { } shared ? Path.Combine([shared, .. path]) : null;
        Assert.SkipUnless(
            Directory.Exists(folder),
            "The networks are missing: set WORKBENCH_SHARED to the folder with reference/graph/, networks/ and data/.");
        return folder;
    }
}
