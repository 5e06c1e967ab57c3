using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Files;

/// <summary>Inspection shows the content of a file, and conversion to safetensors keeps it.</summary>
public sealed class ModelInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("VGG-11", 1, 1, 2, 2, 2)]
    [InlineData("VGG-13", 2, 2, 2, 2, 2)]
    [InlineData("VGG-16", 2, 2, 3, 3, 3)]
    [InlineData("VGG-19", 2, 2, 4, 4, 4)]
    [InlineData("VGG of other depth", 1, 1, 1, 1, 1)]
    public void A_vgg_is_recognised_by_its_blocks(string name, params int[] convolutions)
    {
        LegacyCheckpoint.Write(_folder["a"], RandomVgg.Tensors(Nets.Narrow, 8, 5, 1, convolutions: convolutions), CheckpointType.Float16);
        var model = ModelInspection.FromFile(_folder["a"]);
        model.Architecture.ShouldBe(name);
        model.NoNetwork.ShouldBeNull();
        model.Format.ShouldBe("PyTorch legacy");
        model.Bytes.ShouldBe(new FileInfo(_folder["a"]).Length);
        model.Sha256.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["a"]))));
        model.Convolutions.Select(block => block.Count).ShouldBe(convolutions);
        model.Convolutions.Select(block => block[0]).ShouldBe(Nets.Narrow);
        model.FullyConnected.ShouldBe([8, 8, 5]);
        (model.Classes, model.InputSize, model.Input, model.Form).ShouldBe((5, 224, null, ""));
        model.Layers.Keys.ShouldBe(["b1", "b2", "b3", "b4", "b5"]);
        model.Tensors.ShouldAllBe(tensor => tensor.Type == "float16");
        model.Parameters.ShouldBe(model.Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)));
    }

    [Fact]
    public void A_full_vgg_takes_no_memory_to_inspect_and_has_the_papers_layers()
    {
        // torchvision's shapes in a sparse file.
        var pickle = new PickleWriter().Protocol().Step('}', '(');
        var tensors = RandomVgg.Tensors(RandomVgg.FullWidths, 4096, 1000, 1).ToList();
        for (var i = 0; i < tensors.Count; i++)
            pickle.Text(tensors[i].Name).Tensor("Float", $"{i}", tensors[i].Count, tensors[i].Shape, legacy: true);
        using (var file = File.Create(_folder["a"]))
        {
            file.Write([
                .. LegacyCheckpoint.Header(),
                .. pickle.Step('u', '.').Bytes,
                .. LegacyCheckpoint.Keys(Enumerable.Range(0, tensors.Count).Select(i => $"{i}")),
            ]);
            foreach (var tensor in tensors)
            {
                file.Write(BitConverter.GetBytes(tensor.Count));
                file.Seek(4 * tensor.Count, SeekOrigin.Current);
            }
            file.SetLength(file.Position);
        }
        var model = ModelInspection.FromFile(_folder["a"], new ModelVariant { Classes = ["x"] }, "imagenet");
        model.Parameters.ShouldBe(138_357_544);   // as torchvision documents
        model.Layers.ShouldBe(
            new Dictionary<string, string>
            {
                ["b1"] = "features.3",
                ["b2"] = "features.8",
                ["b3"] = "features.15",
                ["b4"] = "features.22",
                ["b5"] = "features.29",
            });
        (model.Architecture, model.Classes, model.Input).ShouldBe(("VGG-16", 1000, "imagenet"));
        model.ClassNames.ShouldBe(["x"]);
    }

    [Fact]
    public void A_file_that_is_not_a_vgg_is_shown_by_its_tensors()
    {
        Safetensors.Write(
            _folder["a"],
            new Dictionary<string, Tensor> { ["conv1.weight"] = zeros(4, 3, 7, 7), ["bn1.num\u001b"] = zeros(1, ScalarType.Int64) },
            new Dictionary<string, string> { ["format"] = "pt" });
        var model = ModelInspection.FromFile(_folder["a"]);
        model.Architecture.ShouldBeNull();
        model.NoNetwork!.ShouldStartWith("a 'features.N.weight' and a 'classifier.N.weight' are needed; found ");
        model
            .Tensors.Select(tensor => $"{tensor.Name} {tensor.Type} {string.Join(',', tensor.Shape)}")
            .ShouldBe(["bn1.num? int64 1", "conv1.weight float32 4,3,7,7"]);
        model.Notes["format"].ShouldBe("pt");
        var card = new ModelVariant { Layers = new Dictionary<string, string> { ["fc"] = "classifier.0" } };
        Should.Throw<WeightsException>(() => ModelInspection.FromFile(_folder["a"], card))
            .Message.ShouldEndWith(": the model card's 'layers' names fc, which the file does not have.");
    }

    [Theory, InlineData(null), InlineData(ScalarType.Float16), InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void A_conversion_keeps_names_notes_and_integers(ScalarType? type)
    {
        using var scope = NewDisposeScope();
        var pickle = new PickleWriter()
            .Protocol()
            .Step('}', '(')
            .Text("arch")
            .Text("vgg16")
            .Text("state_dict")
            .Step('}', '(')
            .Text("module.b")
            .Tensor("Float", "0", 6, [3, 2], [1, 3])
            .Text("module.a")
            .Tensor("Long", "1", 1, [])
            .Step('u', 'u', '.')
            .Bytes;
        ZipCheckpoint.Write(
            _folder["a"],
            [
                ("x/data.pkl", pickle),
                ("x/data/0", [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes(i + 0.1f))]),
                ("x/data/1", BitConverter.GetBytes(1L << 40)),
            ]);
        ModelConversion.Write(_folder["a"], _folder["b"], type);
        using var file = WeightsFile.Open(_folder["b"]);
        file.Format.ShouldBe("safetensors");
        file.Metadata["arch"].ShouldBe("vgg16");
        file.Tensors.Select(tensor => (tensor.Name, tensor.Type)).ShouldBe([("a", ScalarType.Int64), ("b", type ?? ScalarType.Float32)]);
        file.Read(file.Tensors[0]).item<long>().ShouldBe(1L << 40);
        file.Read(file.Tensors[1])
            .Same((arange(6, ScalarType.Float32) + 0.1f).reshape(2, 3).t().to(type ?? ScalarType.Float32))
            .ShouldBeTrue();
        Directory.GetFiles(_folder.Root).Length.ShouldBe(2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_file_converted_with_its_card_is_the_same_model_without_the_card(bool normalised)
    {
        using var scope = NewDisposeScope();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        RandomVgg.Write(_folder["plain"], Nets.Narrow, 8, 4, 1);
        var index = 0;
        foreach (var layer in ModelService.Load(_folder["plain"], "cpu").Architecture.Layers)
        {
            if (layer.Kind == LayerKind.Conv2d) names[layer.Name] = $"features.{index}";
            if (layer.Kind is LayerKind.Conv2d) index += normalised ? 2 : 1;
            else if (layer.Kind is LayerKind.ReLU or LayerKind.MaxPool2d && layer.Name.StartsWith("features", StringComparison.Ordinal))
                index++;
        }
        foreach (var (name, tensor) in Safetensors.Read(_folder["plain"]))
        {
            var dot = name.LastIndexOf('.');
            var layer = name[..dot] is "classifier.3" ? "classifier.2" : names.GetValueOrDefault(name[..dot], name[..dot]);
            tensors[layer + name[dot..]] = name == "features.0.weight" ? tensor.flip(1).contiguous() : tensor;
        }
        if (normalised)
            foreach (var convolution in names.Values)
            {
                var (at, channels) = (int.Parse(convolution["features.".Length..]) + 1, tensors[$"{convolution}.bias"].shape[0]);
                foreach (var part in (string[])["weight", "bias", "running_mean", "running_var"])
                    tensors[$"features.{at}.{part}"] = rand(channels, generator: new Generator((ulong)at, CPU)) + 0.5f;
                tensors[$"features.{at}.num_batches_tracked"] = zeros([], ScalarType.Int64);
            }
        Safetensors.Write(_folder["a"], tensors);
        var form = new ModelVariant
        {
            Layers = new Dictionary<string, string> { ["classifier.2"] = "classifier.3" },
            Colours = ColourOrder.Bgr,
            Classes = ["w", "x", "y", "z"],
        };
        ModelInspection.FromFile(_folder["a"], form).Architecture.ShouldBe(normalised ? "VGG-16 with batch normalisation" : "VGG-16");
        ModelConversion.Write(_folder["a"], _folder["b"], null, form, "voc-caffe");

        var converted = ModelInspection.FromFile(_folder["b"]);
        (converted.Architecture, converted.Input).ShouldBe(("VGG-16", "voc-caffe"));
        converted.ClassNames.ShouldBe(form.Classes);
        converted.Tensors.Select(tensor => tensor.Name).ShouldBe(Safetensors.Read(_folder["plain"]).Keys, ignoreOrder: true);
        Logits(_folder["b"], null).Same(Logits(_folder["a"], form)).ShouldBeTrue();
    }

    [Fact]
    public void A_card_that_does_not_fit_writes_no_file()
    {
        RandomVgg.Write(_folder["a"], Nets.Narrow, 8, 4, 1);
        Should
            .Throw<WeightsException>(() =>
                ModelConversion.Write(
                    _folder["a"],
                    _folder["b"],
                    null,
                    new ModelVariant { Layers = new Dictionary<string, string> { ["fc8"] = "classifier.6" } },
                    null))
            .Message.ShouldBe(
                $"The weights '{_folder["a"]}' do not fit their model card: "
                + "the model card's 'layers' names fc8, which the file does not have.");
        Directory.GetFiles(_folder.Root).Length.ShouldBe(1);
    }

    private static Tensor Logits(string path, ModelVariant? form)
    {
        using var model = ModelService.Load(path, "cpu", form: form);
        using var forward = ForwardPass.Run(model.Network, Nets.Input(1, 64, 64), _ => false);
        return forward.Logits.clone();
    }

    public void Dispose() => _folder.Dispose();
}
