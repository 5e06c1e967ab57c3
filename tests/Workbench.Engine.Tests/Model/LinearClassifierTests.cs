using Workbench.Engine.Model;
using Workbench.Engine.Model.Graphs;
using Workbench.Engine.Passes;
using Workbench.Engine.Tests.Model.Onnx;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>A classifier in a file of its own, joined to a network's pooled features.</summary>
public sealed class LinearClassifierTests : IDisposable
{
    private const int Classes = 3, Features = 32;

    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _weight, _bias;

    public LinearClassifierTests()
    {
        using var rng = new Generator(2, CPU);
        (_weight, _bias) = (randn([Classes, Features], generator: rng), randn([Classes], generator: rng));
    }

    private static string ResNet => Repository.Reference("graph", "models", "resnet_basic.safetensors");

    private string Write(params (string Name, Tensor Tensor)[] tensors) => Write("a,b,c", tensors);

    private string Write(string classes, params (string Name, Tensor Tensor)[] tensors)
    {
        var file = _folder["head.safetensors"];
        Safetensors.Write(
            file, tensors.ToDictionary(one => one.Name, one => one.Tensor, StringComparer.Ordinal),
            new Dictionary<string, string> { ["classes"] = classes });
        return file;
    }

    private static ModelService Load(string weights, string? head) =>
        ModelService.Load(weights, "cpu", ScalarType.Float64, form: new ModelVariant { Classifier = head });

    private string Fault(string weights) =>
        Should.Throw<WeightsException>(() => Load(weights, _folder["head.safetensors"])).Message.Replace(_folder.Root, "");

    [Fact]
    public void It_replaces_the_fully_connected_layer_behind_the_pooling()
    {
        using var whole = Load(ResNet, null);
        using var joined = Load(ResNet, Write(("weight", _weight), ("bias", _bias)));
        var input = randn([2, 3, 64, 64], ScalarType.Float64, generator: new Generator(1, CPU));
        var pooled = PooledFeatures.Find(whole.Architecture).ShouldNotBeNull();
        (pooled.Count, pooled.HasClassifier).ShouldBe((Features, true));
        using var own = ForwardPass.Run(whole.Network, input, layer => layer == pooled.Layer);
        using var pass = ForwardPass.Run(joined.Network, input, _ => false);
        var expected = nn.functional.linear(
            own.OutputOf(pooled.Layer), _weight.to(ScalarType.Float64), _bias.to(ScalarType.Float64));
        pass.Logits.allclose(expected, 1e-12, 1e-12).ShouldBeTrue();
        var last = joined.Architecture.Layers[^1];
        (last.Name, last.Channels, last.HasBias, joined.Architecture.Classes).ShouldBe(("fc", Classes, true, Classes));
        joined.Architecture.Form.Classes.ShouldBe(["a", "b", "c"]);
        joined.Architecture.Find("last")!.Name.ShouldBe(whole.Architecture.Find("last")!.Name);
        joined.ClassifierHash.ShouldNotBeNull();
        whole.ClassifierHash.ShouldBeNull();
    }

    [Fact]
    public void It_stands_behind_the_features_that_a_network_ends_in()
    {
        using var net = new OnnxNet { Opset = 8 };
        net.Then("Conv", [net.Random("w", Features, 3, 3, 3)]).Then("Relu")
            .Then("AveragePool", [], OnnxMessages.Attribute("kernel_shape", new long[] { 6, 6 }));
        net.Write();
        using var model = Load(net.File, Write(("weight", _weight)));
        model.Architecture.Layers.TakeLast(2).Select(layer => layer.Name).ShouldBe(["features", "classifier"]);
        (model.Architecture.Classes, model.Network.Layers[^1].Bias).ShouldBe((Classes, null));
        using var pass = ForwardPass.Run(model.Network, zeros([1, 3, OnnxNet.Side, OnnxNet.Side], ScalarType.Float64), _ => false);
        pass.Logits.shape.ShouldBe([1, Classes]);
        ModelInspection.FromFile(net.File, new ModelVariant { Classifier = _folder["head.safetensors"] }).ClassNames
            .ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_converted_network_has_it()
    {
        using var net = new OnnxNet();
        net.Then("Conv", [net.Random("w", Features, 3, 3, 3)]).Then("Relu").ThenMean().Write();
        var form = new ModelVariant { Classifier = Write(("weight", _weight), ("bias", _bias)) };
        var converted = GraphConversion.Write(net.File, _folder["whole.safetensors"], ScalarType.Float64, form);
        (converted.Architecture.Classes, string.Join(',', converted.Classes)).ShouldBe((Classes, "a,b,c"));
        using var joined = Load(net.File, form.Classifier);
        using var whole = Load(_folder["whole.safetensors"], null);
        WeightsNotes.Read(_folder["whole.safetensors"]).Classes.ShouldBe(["a", "b", "c"]);
        var input = randn([2, 3, OnnxNet.Side, OnnxNet.Side], ScalarType.Float64, generator: new Generator(1, CPU));
        using var expected = ForwardPass.Run(joined.Network, input, _ => false);
        using var logits = ForwardPass.Run(whole.Network, input, _ => false);
        logits.Logits.equal(expected.Logits).all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Files_that_are_no_such_classifier_are_named_with_the_reason()
    {
        Fault(ResNet).ShouldBe("The classifier '/head.safetensors' does not exist.");
        Write(("fc.weight", _weight), ("bias", _bias));
        Fault(ResNet).ShouldBe(
            "The classifier '/head.safetensors' has the tensors bias, fc.weight; 'weight' [classes,features] and, if there is one, "
            + "'bias' [classes] are expected.");
        Write(("weight", _bias));
        Fault(ResNet).ShouldBe("The classifier '/head.safetensors' has a weight of [3], where [classes,features] is expected.");
        Write(("weight", _weight), ("bias", _bias[..2]));
        Fault(ResNet).ShouldBe("The classifier '/head.safetensors' has a bias of [2], where [3] is expected.");
        Write(("weight", _weight), ("bias", _bias * float.NaN));
        Fault(ResNet).ShouldBe("The classifier '/head.safetensors' holds NaN or infinity in 'bias'.");
        Write(("weight", _weight.to(ScalarType.Int64)));
        Fault(ResNet).ShouldBe("The classifier '/head.safetensors' has no floating-point numbers in 'weight'.");
        Write("a,b", ("weight", _weight));
        Fault(ResNet).ShouldBe("The classifier '/head.safetensors' names 2 classes, but has 3.");
    }

    [Fact]
    public void A_network_that_does_not_fit_is_named_with_the_reason()
    {
        Write(("weight", _weight[.., ..31].contiguous()));
        Fault(ResNet).ShouldBe($"The classifier '/head.safetensors' takes 31 features, but '{ResNet}' pools 32.");
        Write(("weight", _weight));
        var vgg = Repository.Reference("graph", "models", "vgg11_bn.safetensors");
        Fault(vgg).ShouldBe(
            "The classifier '/head.safetensors' needs a network that ends in pooled features, or in one fully connected layer behind "
            + $"them. '{vgg}' ends in classifier.6 (Linear).");
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
