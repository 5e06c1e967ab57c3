using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>LRP without biases keeps the relevance of the layers of a graph: at sums, joins, products and pools.</summary>
public sealed class ConservationTests
{
    [Theory]
    [InlineData("resnet_basic", "epsilon"), InlineData("resnet_basic", "ratio"), InlineData("resnet_basic", "skip")]
    [InlineData("resnet_basic", "half"), InlineData("regnet_x", "epsilon"), InlineData("squeezenet1_1", "epsilon")]
    [InlineData("densenet", "epsilon"), InlineData("efficientnet", "epsilon")]
    public void Every_layer_keeps_its_relevance(string network, string add)
    {
        foreach (var norm in Enum.GetValues<BatchNormUse>())
            foreach (var product in (string[])["signal", "half"])
            {
                using var scope = NewDisposeScope();
                using var model = ModelService.Load(
                    Repository.Reference("graph", "models", $"{network}.safetensors"), "cpu", ScalarType.Float64,
                    form: new ModelVariant { BatchNorm = norm });
                var method = ShippedPlugins.Method(
                    $"lrp-epsilon{{epsilon=1e-14,stabilizer=1e-14,bias=drop,add={add},product={product}}}");
                var run = new MapRun(model, [method], TargetKinds.Top1);
                var layers = Conservation.Measure(model, run.Plan, method, Image(), target: 3);
                layers.Count.ShouldBe(model.Architecture.Layers.Count);
                layers[0].Output.ShouldBe(1);
                // A layer with weights keeps relevance where its sums neither vanish nor cancel, as in the first network.
                var scale = layers.Max(layer => Math.Abs(layer.Output));
                layers.Where(layer => network == "resnet_basic" || !layer.Layer.HasWeight)
                    .Where(layer => !(Math.Abs(layer.Inputs - layer.Output) <= 1e-6 * scale))
                    .Select(layer => $"{layer.Layer} ({layer.Layer.Kind}): {layer.Output} above, {layer.Inputs} below")
                    .ShouldBeEmpty();
            }
    }

    [Fact]
    public void The_gradient_doubles_at_a_sum()
    {
        using var scope = NewDisposeScope();
        using var model = ModelService.Load(Repository.Reference("graph", "models", "resnet_basic.safetensors"), "cpu", ScalarType.Float64);
        var method = ShippedPlugins.Method("gradient");
        var run = new MapRun(model, [method], TargetKinds.Top1);
        var layers = Conservation.Measure(model, run.Plan, method, Image(), target: 3);
        var sums = layers.Where(layer => layer.Layer.Kind == LayerKind.Add).ToList();
        sums.Count.ShouldBe(4);
        sums.ShouldAllBe(sum => Math.Abs(sum.Inputs - 2 * sum.Output) < 1e-9);
    }

    private static Tensor Image()
    {
        var npy = Npy.Read(Repository.Reference("graph", "inputs", "astronaut_64.npy"));
        return tensor(npy.Doubles(), [.. npy.Shape.Select(size => (long)size)]);
    }
}
