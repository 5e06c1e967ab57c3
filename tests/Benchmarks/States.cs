using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>
/// Gain of shared activations when the model is randomised layer by layer: 16 states that reuse the trained model's activations, against 16
/// full passes.
/// </summary>
internal static class States
{
    public static void Run(int repeats, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var plugins = Table1.Plugins();
        using var model = ModelService.Load(Table1.FullWidthWeights(), "cpu");
        var (one, cascade) = (
            plugins.CreateMetric(new PluginCall("restricted-pointing-game")),
            plugins.CreateMetric(new PluginCall("parameter-randomization")));
        Console.WriteLine($"{model.Architecture}; 224×224, float32, one image, {threads} threads; medians of {repeats}");
        using var input = randn([1, 3, 224, 224], generator: new Generator(2));
        foreach (var call in (string[])["gradcam@b5", "fullgrad"])
        {
            var method = plugins.CreateMethod(PluginCall.Parse(call));
            var full = Planner.Plan([new Cell(method, one)], model.Architecture, Annotation.Boxes);
            var shared = Planner.Plan([new Cell(method, cascade)], model.Architecture, Annotation.Boxes);
            var states = shared.States.Count - 1;

            List<double> alone = [], together = [], scored = [], byLayer = [];
            for (var round = -1; round < repeats; round++)
            {
                using var scope = NewDisposeScope();
                var (a, _) = Time(model, full, input, null);
                var (t, s) = Time(model, shared, input, maps => cascade.Metric.Score(maps.MapsFor(method, shared.Cells[0].Request)));
                if (round < 0) continue;   // warm-up: the random layers are drawn once
                alone.Add(a);
                together.Add(t);
                scored.Add(s);
                var layers = ForwardTimes(model.Network, input);
                var forward = layers.Sum();
                byLayer.Add((shared.States.Skip(1).Sum(state => layers[state.From..].Sum()) + states * (a - forward)) / (states * a));
            }
            double pass = Median(alone), all = Median(together);
            double Flops(PassPlan plan) => PlanCost.Estimate(plan, 224, 224, rows: 1).SharedFlops;
            Console.WriteLine(
                $"{call}: a full pass {pass:0} ms, {states} full passes {states * pass:0} ms; {states} states {all - pass:0} ms; "
                + $"ratio {(all - pass) / (states * pass):0.00}, "
                + $"expected {(Flops(shared) - Flops(full)) / (states * Flops(full)):0.00} by operations, "
                + $"{Median(byLayer):0.00} by the times of the layers; comparison of the maps {Median(scored):0} ms");
        }
    }

    private static double[] ForwardTimes(Network network, Tensor input)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var signal = input;
        return [.. network.Layers.Select(layer =>
        {
            var clock = Stopwatch.StartNew();
            signal = layer.ForwardWithWinners([signal]).Output;
            return clock.Elapsed.TotalMilliseconds;
        })];
    }

    private static (double Passes, double Score) Time(ModelService model, PassPlan plan, Tensor input, Action<ImageMaps>? score)
    {
        var clock = Stopwatch.StartNew();
        using var maps = new PassRunner(model, plan, seed: 0).Run([new Sample("image", 224, 224, [])], input)[0];
        var passes = clock.Elapsed.TotalMilliseconds;
        score?.Invoke(maps);
        return (passes, clock.Elapsed.TotalMilliseconds - passes);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }
}
