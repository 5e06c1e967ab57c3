using Workbench.Engine.Model;

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
}
