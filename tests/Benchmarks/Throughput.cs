using System.Diagnostics;
using System.Globalization;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Scenes;
using Workbench.Scripting;
using Workbench.Specs;
using Workbench.Testing;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>
/// Images per second of Tables 1 to 4 on a full-width VGG-16 with random weights, with decoding and metrics, by precision. Each runs in its
/// own process, since a memory peak is per process. The floor is libtorch alone: a forward pass, and autograd's backward pass to the input
/// for each sweep of the plan and each of its targets.
/// </summary>
internal static class Throughput
{
    private const int Warm = 8, FloorBatch = 8;
    private static readonly string[] s_dtypes = ["float32", "bfloat16"];

    /// <summary>Measures all tables in all precisions.</summary>
    public static void Run(int images, int threads)
    {
        Weights();
        Console.WriteLine(
            $"full-width VGG-16 with random weights on {images} images of scenes, 224×224, {threads} threads"
            + $"{(Processor.HasBfloat16 ? "" : "; this processor has no bfloat16 instructions")}");
        foreach (var table in (int[])[1, 2, 3, 4])
            foreach (var dtype in s_dtypes)
            {
                var start = new ProcessStartInfo(
                    Environment.ProcessPath!,
                    ["throughput-of", "--table", $"{table}", "--dtype", dtype, "--images", $"{images}", "--threads", $"{threads}"]);
                if (Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal))
                    start.ArgumentList.Insert(0, typeof(Throughput).Assembly.Location);
                using var child = Process.Start(start)!;
                child.WaitForExit();
                if (child.ExitCode != 0) throw new InvalidOperationException($"Table {table} in {dtype} exited with {child.ExitCode}.");
            }
    }

    /// <summary>Measures one table in one precision, in this process.</summary>
    public static void RunTable(int table, string dtype, int images, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var folder = new TemporaryFolder();
        var spec = Spec(folder, table);
        using var bench = new Bench(
            new BenchSettings
            {
                Device = "cpu",
                Dtype = Precision.FromName(dtype),
                Threads = threads,
                Plugins = [Table1.Metadata("Plugins")],
                Say = _ => { },
            });
        bench.RunSpec(spec, Warm);   // warm-up: loads, compiles, renders, and grows the heap
        var clock = Stopwatch.StartNew();
        var cells = bench.RunSpec(spec, Warm + images)[0];
        var ours = clock.Elapsed.TotalSeconds / images;
        var peak = Peak();
        var floor = Bare(bench, spec, images);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"table {table} {dtype, -8} {cells.Methods.Count, 2} methods  {1 / ours, 6:0.00} images/s   floor {1 / floor, 6:0.00}   "
            + $"ratio {ours / floor:0.00}   peak {peak / 1e6:0} MB"));
    }

    private static double Bare(Bench bench, string spec, int images)
    {
        var experiment = ExperimentFile.Load(spec, bench.Catalog, []);
        var subject = bench.Subject;
        var plan = Planner.Plan(experiment.Cells, subject.Model.Architecture, subject.Data.Annotations);
        var present = subject.Data.Ids.Skip(Warm).Take(images).Select(id => subject.Data.Read(id).Sample.PresentClasses.Count).Average();
        // With random weights, top1 is rarely a present class, so it counts as a further target.
        var backwards = plan.States[0].Sweeps.Sum(sweep => Targets(sweep.Targets, present));
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var input = randn([FloorBatch, 3, 224, 224], generator: new Generator(2)).to(subject.Model.Dtype).requires_grad_(true);
        List<double> forward = [], backward = [];
        for (var round = -1; round < 5; round++)
        {
            using var part = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            var output = subject.Model.Network.Layers.Aggregate(input, (signal, layer) => layer.Forward(signal, layer.Weight, layer.Bias));
            var there = clock.Elapsed.TotalSeconds;
            autograd.grad([output[TensorIndex.Colon, 3].sum()], [input]);
            if (round < 0) continue;
            forward.Add(there);
            backward.Add(clock.Elapsed.TotalSeconds - there);
        }
        return (forward.Order().ElementAt(2) + backwards * backward.Order().ElementAt(2)) / FloorBatch;
    }

    private static double Targets(TargetKinds kinds, double present) =>
        (kinds.HasFlag(TargetKinds.PresentClasses) ? present : 0)
        + (kinds.HasFlag(TargetKinds.Top1) ? 1 : 0)
        + (kinds.HasFlag(TargetKinds.Bottom1) ? 1 : 0);

    /// <summary>Writes a spec of a shipped table with a full-width network on scenes, and returns its path.</summary>
    internal static string Spec(TemporaryFolder folder, int table)
    {
        var (subject, spec) = (folder["full-width.yaml"], folder["spec.yaml"]);
        File.WriteAllText(subject, $"model: {{weights: {Weights()}}}\ninput: imagenet\ndata: {{format: scenes}}\n");
        File.WriteAllText(
            spec,
            $"extends: {Path.Combine(Path.GetDirectoryName(Table1.Metadata("Table1"))!, $"table{table}.yaml")}\nsubject: {subject}\n");
        return spec;
    }

    private static string Weights()
    {
        var path = Path.Combine(Path.GetTempPath(), $"workbench-full-width-vgg16-{SceneClasses.Names.Count}.safetensors");
        if (!File.Exists(path)) RandomVgg.Write(path, RandomVgg.FullWidths, fc: 4096, classes: SceneClasses.Names.Count, seed: 1);
        return path;
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
