using Workbench.Engine.Model;
using Workbench.Engine.Passes;

namespace Workbench.Plugins.Tests;

/// <summary>A map needs a layer with rows and columns. Methods say so before any pass.</summary>
public sealed class LayersWithoutPositionsTests
{
    private static PassRequest Plan(string call)
    {
        using var model = ModelService.Load(Repository.Reference("graph", "models", "resnet_basic.safetensors"), "cpu");
        return ShippedPlugins.Method(call).Method.Plan(model.Architecture);
    }

    [Theory]
    [InlineData("gradcam")]
    [InlineData("gradcam++")]
    [InlineData("gradcam-pos")]
    [InlineData("xgradcam")]
    [InlineData("hirescam")]
    [InlineData("layercam")]
    [InlineData("normgrad")]
    [InlineData("gradmid")]
    [InlineData("cam")]
    [InlineData("excitation-backprop")]
    public void They_are_refused_by_name(string method)
    {
        Plan($"{method}@last").Taps.ShouldNotBeEmpty();
        foreach (var layer in new[] { "fc", "flatten" })
            Should.Throw<UnsupportedModelException>(() => Plan($"{method}@{layer}"))
                .Message.ShouldStartWith($"{layer} has no rows and columns of the image; ");
    }

    [Fact]
    public void CAM_names_a_layer_of_another_width() =>
        Should.Throw<UnsupportedModelException>(() => Plan("cam@layer3"))
            .Message.ShouldContain(" channels, and the fully connected layer 32 inputs");

    [Fact]
    public void A_default_layer_that_the_network_lacks_is_called_the_default()
    {
        using var model = ModelService.Load(Repository.Reference("graph", "models", "resnet_basic.safetensors"), "cpu");
        var cell = new Cell(ShippedPlugins.Method("excitation-backprop"), ShippedPlugins.Metric("pointing-game"));
        var problems = Should.Throw<PlanException>(() => Planner.Plan([cell], model.Architecture, Annotation.Boxes)).Problems;
        problems[0].ShouldStartWith("excitation-backprop@features.23: The model has no layer 'features.23'");
        problems[1].ShouldBe(
            "excitation-backprop@features.23: 'features.23' is its default layer. Name one of the network's behind '@'.");
    }
}
