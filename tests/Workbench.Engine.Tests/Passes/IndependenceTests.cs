using CsCheck;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Tests.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes;

/// <summary>
/// A map depends on its image, method and class, not on the batch, the other cells, their order or the number of threads.
/// </summary>
public sealed class IndependenceTests
{
    private static readonly MethodInstance[] s_methods =
    [
        FakeMethod.Cam("b5", "b5"), FakeMethod.Cam("b3", "b3"), FakeMethod.Cam("b1", "b1"), FakeMethod.InputSum("plain"),
        FakeMethod.InputSum("guided", new GuidedRule()), FakeMethod.InputSum("reading", new ReadingRule()),
    ];

    private static readonly int[][] s_classes = [[0, 3], [2], [5, 1, 4], [0], [3, 2]];
    private static readonly MetricInstance s_metric = FakeMetric.Create("m", TargetKinds.PresentClasses);

    // libtorch chooses another convolution for another batch size, so float32 maps agree only to float32's rounding.
    [Theory, InlineData(ScalarType.Float64, 1e-12), SlowInlineData(ScalarType.Float32, 1e-5)]
    public void Maps_do_not_depend_on_the_rest_of_the_run(ScalarType dtype, double tolerance)
    {
        using var model = Nets.Load(Nets.Narrow, dtype);
        using var inputs = Nets.Input(s_classes.Length, 64, 64);
        var expected = Enumerable
            .Range(0, s_classes.Length)
            .SelectMany(image => s_methods.SelectMany(method => Run(model, inputs, [image], [method])))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        var threads = get_num_threads();
        try
        {
            Gen.Select(
                    Gen.Shuffle(Enumerable.Range(0, s_classes.Length).ToArray()),
                    Gen.Int[1, s_classes.Length],
                    Gen.Shuffle(s_methods),
                    Gen.Int[1, s_methods.Length],
                    Gen.Int[1, 3])
                .Sample(
                (images, batch, methods, count, used) =>
                {
                    set_num_threads(used);
                    foreach (var (key, map) in Run(model, inputs, images[..batch], methods[..count]))
                    {
                        var (own, scale) = (expected[key], expected[key].Max(Math.Abs));
                        map.Zip(own, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(tolerance * scale, key.ToString());
                        Array.IndexOf(map, map.Max()).ShouldBe(Array.IndexOf(own, own.Max()));   // the pixel that a pointing game uses
                    }
                },
                iter: 20, threads: 1);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static Dictionary<(int Image, string Method, int Class), double[]> Run(
        ModelService model,
        Tensor inputs,
        int[] images,
        MethodInstance[] methods)
    {
        using var scope = NewDisposeScope();
        var plan = Planner.Plan([.. methods.Select(method => new Cell(method, s_metric))], model.Architecture, Annotation.None);
        var samples = images
            .Select(image => new Sample($"{image}", 64, 64, [.. s_classes[image].Select(c => new ImageObject(c, 0, 0, 9, 9, false))]))
            .ToList();
        var found = new Dictionary<(int, string, int), double[]>();
        foreach (var maps in new PassRunner(model, plan, 0).Run(samples, inputs[tensor([.. images.Select(image => (long)image)])]))
            using (maps)
                foreach (var method in methods)
                    foreach (var target in maps.Sample.PresentClasses)
                        found[(int.Parse(maps.Sample.Id), method.Name, target)] = maps
                            .MapsFor(method, s_metric.Metric.Plan(model.Architecture))
                            .Map(target)
                            .to(ScalarType.Float64)
                            .contiguous()
                            .data<double>()
                            .ToArray();
        return found;
    }
}
