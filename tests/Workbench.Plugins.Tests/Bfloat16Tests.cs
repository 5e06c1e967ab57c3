using Workbench.Engine.Model;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>
/// Maps of the methods of the four tables in bfloat16 against float32, on the reference net and its two images. The deviation depends more
/// on the method than on the arithmetic: a flipped ReLU of the head changes a GradCAM by 20 %. The yardstick is the deviation of float32
/// maps when only the weights are rounded to bfloat16.
/// </summary>
public sealed class Bfloat16Tests
{
    private const double MoreThanRoundedWeights = 3;
    private static readonly string[] s_images = ["astronaut_64", "chelsea_64"];

    private static readonly string[] s_methods =
    [
        "gradcam@b5",
        "gradcam++@b5",
        "gradcam++@b3",
        "gradcam++@b1",
        "gradcam-pos@b5",
        "gradcam-pos@b3",
        "gradcam-pos@b1",
        "gradmid@b5",
        "gradmid@b3",
        "gradmid@b1",
        "fullgrad",
        "cumulative-gradcam",
        "cumulative-gradmid",
        "gradient",
        "guided-backprop",
        "lrp-0",
        "lrp-gamma{gamma=.inf}",
        "rectgrad",
        "rectgrad-mod",
    ];

    [Fact]
    public void Maps_deviate_little_more_than_with_rounded_weights()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = Repository.Reference("narrow-vgg16.safetensors");
        Safetensors.Write(
            folder["rounded.safetensors"],
            Safetensors.Read(path).ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.BFloat16).to(ScalarType.Float32)));
        using var half = ModelService.Load(path, "cpu", ScalarType.BFloat16);
        using var rounded = ModelService.Load(folder["rounded.safetensors"], "cpu");
        var (exact, ours, yardstick) = (Maps(ShippedPlugins.NarrowNet(ScalarType.Float32)), Maps(half), Maps(rounded));
        foreach (var method in exact.Keys.Select(key => key.Method).Distinct())
        {
            double Deviation(Dictionary<(string, string Method, int), Tensor> maps) =>
                exact
                    .Where(map => map.Key.Method == method)
                    .Average(map => ((maps[map.Key] - map.Value).norm() / map.Value.norm()).item<float>());
            Deviation(ours).ShouldBeInRange(1e-6, MoreThanRoundedWeights * Deviation(yardstick), method);
        }
    }

    [Theory]   // sums of positive terms are well conditioned
    [
        InlineData("gradcam++@b3", 0.1),
        InlineData("gradcam++@b1", 0.05),
        InlineData("fullgrad", 0.1),
        InlineData("guided-backprop", 0.2),
        InlineData("lrp-gamma{gamma=.inf}", 0.1)
    ]
    public void Maps_of_positive_terms_agree(string call, double bound)
    {
        using var half = ModelService.Load(Repository.Reference("narrow-vgg16.safetensors"), "cpu", ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        var exact = Maps(ShippedPlugins.NarrowNet(ScalarType.Float32), call);
        foreach (var (key, map) in Maps(half, call))
            ((map - exact[key]).norm() / exact[key].norm()).item<float>().ShouldBeLessThan((float)bound, key.ToString());
    }

    private static Dictionary<(string Image, string Method, int Class), Tensor> Maps(ModelService model, params string[] calls)
    {
        var methods = (calls is [] ? s_methods : calls).Select(ShippedPlugins.Method).ToList();
        var input = cat([.. s_images.Select(name => NpyFile.Read(Repository.Reference("inputs", $"{name}.npy")).to(ScalarType.Float32))]);
        MapTarget[] targets = [.. new[] { 4, 14 }.Select(MapTarget.FromClass)];
        var run = new MapRun(model, methods, MapRun.KindsOf(targets));
        var images = run.Run([.. s_images.Select(name => (name, (IReadOnlyList<MapTarget>)targets))], input);
        var maps = images
            .SelectMany(image =>
                methods.SelectMany(method =>
                    image.Classes.Select(asked => ((image.Name, method.Name, asked.Class), image.Map(method, asked.Class).clone()))))
            .ToDictionary();
        foreach (var image in images) image.Dispose();
        return maps;
    }
}
