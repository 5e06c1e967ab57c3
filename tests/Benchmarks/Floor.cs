using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>
/// Time of all methods of the four tables for one image and two targets on a full-width VGG-16, against one bare forward pass and a bare
/// backward pass per sweep and target.
/// </summary>
internal static class Floor
{
    private static readonly int[] s_targets = [3, 11];

    public static void Run(int repeats, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var plugins = Table1.Plugins();
        using var model = ModelService.Load(Table1.FullWidthWeights(), "cpu");
        var metric = plugins.CreateMetric(new PluginCall("pointing-game"));
        string[] propagation = ["guided-backprop", "gradient", "rectgrad", "rectgrad-mod", "lrp-gamma{gamma=.inf}", "lrp-0"];
        List<Cell> cells =
        [
            .. Table1.Cells(plugins),
            .. propagation.Select(call => new Cell(plugins.CreateMethod(PluginCall.Parse(call)), metric)),
        ];
        var plan = Planner.Plan(cells, model.Architecture, Annotation.Boxes);
        var sweeps = plan.States.Sum(state => state.Sweeps.Count);
        var runner = new PassRunner(model, plan, seed: 0);
        var alone = plan.States[0]
            .Sweeps.Select(sweep =>
                (
                    sweep,
                    new PassRunner(model, plan.WithMethods(sweep.Methods.Select(method => method.Method).ToHashSet().Contains), seed: 0)))
            .ToList();

        using var scope = NewDisposeScope();
        var input = randn([1, 3, 224, 224], generator: new Generator(2));
        Sample[] samples =
        [
            new Sample("image", 224, 224, [.. s_targets.Select(target => new ImageObject(target, 50, 50, 150, 150, false))]),
        ];
        List<double> bare = [], ours = [];
        var parts = alone.Select(_ => new List<double>()).ToList();
        void Maps(PassRunner run)
        {
            foreach (var maps in run.Run(samples, input)) maps.Dispose();
        }
        for (var round = -3; round < repeats; round++)
        {
            var (b, o) = (Time(() => Bare(model.Network, input, sweeps)), Time(() => Maps(runner)));
            var each = alone.Select(part => Time(() => Maps(part.Item2))).ToList();
            if (round < 0) continue;   // warm-up: the heap grows to the size of a pass
            bare.Add(b);
            ours.Add(o);
            for (var i = 0; i < each.Count; i++) parts[i].Add(each[i]);
        }
        Console.WriteLine(
            $"{model.Architecture}; 1 image of 224×224, {s_targets.Length} targets, float32, {threads} threads; medians of {repeats}");
        Console.WriteLine(
            $"floor: 1 forward + {sweeps} × {s_targets.Length} backward {Median(bare):0} ms   "
            + $"{cells.Count} methods of four tables {Median(ours):0} ms   ratio {Median(ours) / Median(bare):0.00}");
        foreach (var ((sweep, _), times) in alone.Zip(parts))
            Console.WriteLine(
                $"  alone, forward and sweep: {Median(times):0} ms  {sweep.Rule?.ToString() ?? "plain gradient"} "
                + $"({sweep.Methods.Count} methods)");
    }

    private static void Bare(Network chain, Tensor images, int sweeps)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var input = images.detach().requires_grad_(true);
        var output = chain.Layers.Aggregate(input, (signal, layer) => layer.Forward(signal, layer.Weight, layer.Bias));
        for (var sweep = 0; sweep < sweeps; sweep++)
            foreach (var target in s_targets)
            {
                using var part = NewDisposeScope();
                autograd.grad([output[0, target]], [input], retain_graph: true);
            }
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
