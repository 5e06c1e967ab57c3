using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>Gain of shared passes: (i) a bare libtorch forward and backward, (ii) 19 rows in one pass, (iii) 19 cells alone.</summary>
internal static class Sharing
{
    private const int Target = 3;

    public static void Run(int repeats, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var plugins = Table1.Plugins();
        using var model = ModelService.Load(Table1.FullWidthWeights(), "cpu");
        var cells = Table1.Cells(plugins);
        var shared = new PassRunner(model, Planner.Plan([.. cells], model.Architecture, Annotation.Boxes), seed: 0);
        var alone = cells
            .Select(cell => new PassRunner(model, Planner.Plan([cell], model.Architecture, Annotation.Boxes), seed: 0))
            .ToList();

        Console.WriteLine(
            $"{model.Architecture}; 224×224, float32, {threads} threads, {(Allocator.IsTuned ? "tuned" : "system")} allocator; medians "
            + $"of {repeats}"
        );
        foreach (var batch in (int[])[1, 8])
        {
            using var scope = NewDisposeScope();
            var input = randn([batch, 3, 224, 224], generator: new Generator(2));
            var samples = Enumerable
                .Range(0, batch)
                .Select(i => new Sample($"{i}", 224, 224, [new ImageObject(Target, 50, 50, 150, 150, false)]))
                .ToList();
            void Maps(PassRunner runner)
            {
                foreach (var maps in runner.Run(samples, input)) maps.Dispose();
            }

            // The three are measured in turn, so that a slow phase of the machine affects all of them.
            List<double> bare = [], one = [], each = [];
            for (var round = -1; round < repeats; round++)
            {
                var (b, s) = (Time(() => Bare(model.Network, input)), Time(() => Maps(shared)));
                var a = round % 3 == 0 ? Time(() => alone.ForEach(Maps)) : double.NaN;
                if (round < 0) continue;   // warm-up
                bare.Add(b);
                one.Add(s);
                if (!double.IsNaN(a)) each.Add(a);
            }
            double i = Median(bare), ii = Median(one), iii = Median(each);
            Console.WriteLine(
                $"batch {batch}:  (i) bare forward + backward {i:0} ms   (ii) {cells.Count} rows shared {ii:0} ms   "
                + $"(iii) {cells.Count} cells alone {iii:0} ms   (ii)/(i) {ii / i:0.00}   (iii)/(ii) {iii / ii:0.0}");
        }
    }

    private static void Bare(Network chain, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var input = images.detach().requires_grad_(true);
        var output = chain.Layers.Aggregate(input, (signal, layer) => layer.Forward(signal, layer.Weight, layer.Bias));
        autograd.grad([output[TensorIndex.Colon, Target].sum()], [input]);
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
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }
}
