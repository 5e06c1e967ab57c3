using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>
/// Growth of memory with the number of images: the peak after 300 images against that after 30, in batches of two images with one to four
/// targets each.
/// </summary>
internal static class MemoryGrowth
{
    public static void Run()
    {
        TorchRuntime.Load();
        using var plugins = Table1.Plugins();
        using var model = ModelService.Load(Table1.FullWidthWeights(), "cpu");
        var runner = new PassRunner(model, Planner.Plan([.. Table1.Cells(plugins)], model.Architecture, Annotation.Boxes), seed: 0);
        long early = 0;
        for (var done = 0; done < 300; done += 2)
        {
            using var scope = NewDisposeScope();
            var samples = Enumerable
                .Range(done, 2)
                .Select(i => new Sample(
                    $"{i}",
                    224,
                    224,
                    [.. Enumerable.Range(0, 1 + i % 4).Select(c => new ImageObject(c, 9, 9, 99, 99, false))]))
                .ToList();
            foreach (var maps in runner.Run(samples, randn([2, 3, 224, 224], generator: new Generator((ulong)done)))) maps.Dispose();
            if (done + 2 == 30) early = Peak();
        }
        Console.WriteLine($"peak after 30 images {early / 1e6:0} MB, after 300 {Peak() / 1e6:0} MB, ratio {(double)Peak() / early:0.000}");
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
