using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>The properties that a family reads off names and shapes, and those that its form adds.</summary>
public sealed class FamilyFormTests
{
    [Theory]
    [InlineData("resnet18", "ResNet-18", "relu layer1.1.relu_1 layer2.1.relu_1 layer3.1.relu_1 layer4.1.relu_1")]
    [InlineData("alexnet", "AlexNet", "features.1 features.4 features.7 features.9 features.11")]
    [InlineData("squeezenet1_0", "SqueezeNet 1.0", "features.1 features.5.cat features.10.cat features.12.cat")]
    [InlineData("squeezenet1_1", "SqueezeNet 1.1", "features.1 features.4.cat features.7.cat features.12.cat")]
    [InlineData(
        "densenet121", "DenseNet-21",
        "features.relu0 features.denseblock1.denselayer2.cat features.denseblock2.denselayer3.cat "
        + "features.denseblock3.denselayer1.cat relu")]
    [InlineData("googlenet", "GoogLeNet", "conv1.relu conv3.relu inception3b.cat inception4e.cat inception5b.cat")]
    [InlineData("inception_v3", "Inception v3", "Conv2d_2b_3x3.relu Conv2d_4a_3x3.relu Mixed_5d.cat Mixed_6e.cat Mixed_7c.cat")]
    public void Blocks_end_before_the_size_is_reduced(string name, string called, string layers)
    {
        using var scope = NewDisposeScope();
        var whole = NarrowNetworks.Build(NarrowNetworks.State(name), ScalarType.Float32).Architecture;
        whole.Name.ShouldBe(called);
        whole.Classes.ShouldBe(NarrowNetworks.Classes);
        layers.Split(' ').Index().Select(block => whole.Find($"b{block.Index + 1}")?.Name).ShouldBe(layers.Split(' '));
        whole.Find($"b{layers.Split(' ').Length + 1}").ShouldBeNull();
        whole.Find(Architecture.LastBlock)?.Name.ShouldBe(layers.Split(' ')[^1]);
        var (height, width) = NarrowNetworks.InputSize(name);
        var shapes = whole.Shapes(width, height);
        var sizes = layers.Split(' ').Select(layer => shapes[whole.Find(layer)!.Index][1]).ToList();
        sizes.ShouldBe(sizes.OrderDescending());
    }

    [Theory]
    [InlineData("resnet18", "layer1.0 layer1 bn1 layer2.0.downsample")]
    [InlineData("squeezenet1_1", "features.3 features classifier")]
    [InlineData("densenet121", "features.denseblock1 features.denseblock1.denselayer2 features.transition1 features.norm5 features")]
    [InlineData("googlenet", "conv1 conv1.bn inception3a inception3a.branch2 inception5b")]
    [InlineData("inception_v3", "Conv2d_1a_3x3 Mixed_5b Mixed_5b.branch_pool Mixed_7c last")]
    public void Modules_have_torchvisions_names(string name, string modules)
    {
        using var scope = NewDisposeScope();
        var whole = NarrowNetworks.Build(NarrowNetworks.State(name), ScalarType.Float32).Architecture;
        foreach (var module in modules.Split(' ')) whole.Find(module).ShouldNotBeNull(module);
    }

    public static TheoryData<string> Names => [.. NarrowNetworks.Names];

    [Theory, MemberData(nameof(Names))]
    public void Wrappers_around_the_names_are_stripped(string name)
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State(name);
        var plain = NarrowNetworks.Build(state, ScalarType.Float32);
        foreach (var wrapper in new[] { "module.", "model.", "_orig_mod.module.", "net.backbone." })
        {
            var wrapped = NarrowNetworks.Build(state.ToDictionary(pair => wrapper + pair.Key, pair => pair.Value), ScalarType.Float32);
            wrapped.Layers.Select(layer => layer.Info.Name).ShouldBe(plain.Layers.Select(layer => layer.Info.Name), wrapper);
            wrapped.Parameters.Zip(plain.Parameters).ShouldAllBe(pair => pair.First.Value.Same(pair.Second.Value));
        }
    }

    [Fact]
    public void Names_of_older_DenseNet_files()
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State("densenet121");
        var old = state.ToDictionary(
            pair => pair.Key.Contains("denselayer")
                ? pair.Key.Replace("norm1", "norm.1").Replace("norm2", "norm.2").Replace("conv1", "conv.1").Replace("conv2", "conv.2")
                : pair.Key,
            pair => pair.Value);
        old.Keys.ShouldContain("features.denseblock1.denselayer1.norm.1.weight");
        var (found, wanted) = (NarrowNetworks.Build(old, ScalarType.Float32), NarrowNetworks.Build(state, ScalarType.Float32));
        found.Layers.Select(layer => layer.Info.Name).ShouldBe(wanted.Layers.Select(layer => layer.Info.Name));
        found.Parameters.Zip(wanted.Parameters).ShouldAllBe(pair => pair.First.Value.Same(pair.Second.Value));
    }

    [Theory, InlineData("googlenet", "conv1.conv"), InlineData("inception_v3", "Conv2d_1a_3x3.conv")]
    public void A_transformed_input_is_that_of_weights_trained_from_minus_1_to_1(string name, string first)
    {
        using var scope = NewDisposeScope();
        var state = NarrowNetworks.State(name);
        var (height, width) = NarrowNetworks.InputSize(name);
        var picture = rand([2, 3, height, width], ScalarType.Float64);
        Tensor Colours(params double[] values) => tensor(values).reshape(3, 1, 1);
        var input = (picture - Colours(0.485, 0.456, 0.406)) / Colours(0.229, 0.224, 0.225);
        var wanted = Logits(NarrowNetworks.Build(state, ScalarType.Float64), (picture - 0.5) / 0.5);

        var form = new ModelVariant { TransformInput = true };
        form.Identity.ShouldBe("transform-input=true");
        var network = NarrowNetworks.Build(state, ScalarType.Float64, form);
        network.Layers[0].Info.Name.ShouldBe("transform_input");
        network.Layers[0].Info.HasWeight.ShouldBeFalse();   // constants, which no randomisation redraws
        network.Architecture.Layers.First(layer => layer.HasWeight).Name.ShouldBe(first);
        Close(Logits(network, input), wanted);
        state[$"{first}.weight"] = state[$"{first}.weight"].flip(1);
        Close(Logits(NarrowNetworks.Build(state, ScalarType.Float64, form with { Colours = ColourOrder.Bgr }), input), wanted);
    }

    private static Tensor Logits(Network network, Tensor input)
    {
        using var forward = ForwardPass.Run(network, input, _ => false);
        return forward.Logits.alias();
    }

    private static void Close(Tensor found, Tensor wanted) =>
        ((found - wanted).abs().max() / wanted.abs().max()).item<double>().ShouldBeLessThan(1e-10);
}
