using Workbench.Data;
using Workbench.Data.Downloads;
using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>The subject voc07-resnet18. Skipped before 'workbench pull resnet18-imagenet'.</summary>
public sealed class PublishedNetworkTests
{
    private const int Positions = 7 * 7;

    private static readonly PulledFile s_file = new(Pullables.Find("resnet18-imagenet")!);

    // Behind the pooling the network is linear, so that GradCAM's weights are CAM's by the number of positions.
    [Theory, InlineData(0), InlineData(6), InlineData(14), InlineData(19)]
    public void GradCAM_at_the_last_layer_is_CAM(int target)
    {
        Assert.SkipUnless(s_file.Exists, "Run 'workbench pull resnet18-imagenet' first.");
        using var scope = NewDisposeScope();
        using var model = Load();
        model.Architecture.Classes.ShouldBe(20);
        model.Architecture.Form.Classes.ShouldBe(VocDataSource.VocClasses);
        using var rng = new Generator(4, CPU);
        var image = randn([1, 3, 224, 224], ScalarType.Float64, CPU, generator: rng) * 60;
        string[] calls = ["cam{relu=true}", "cam@b5{relu=true}", "gradcam@last", "gradcam@b5"];
        var maps = Map.Compute(model, calls, image, target);
        var cam = maps[(calls[0], target)];
        (cam.Height, cam.Width).ShouldBe((7, 7));
        cam.Values.Max().ShouldBeGreaterThan(0);
        maps[(calls[1], target)].DeviationFrom(cam).ShouldBe(0);
        foreach (var call in calls[2..]) maps[(call, target)].Select(value => value * Positions).DeviationFrom(cam).ShouldBeLessThan(1e-12);
    }

    private static ModelService Load() => ModelService.Load(
        s_file.Path, "cpu", ScalarType.Float64, InputConvention.FromName("cntk-square"),
        form: new ModelVariant
        {
            Colours = ColourOrder.Bgr,
            Classifier = Path.Combine(Repository.Root, "experiments", "subjects", "voc07-resnet18", "head.safetensors"),
        });
}
