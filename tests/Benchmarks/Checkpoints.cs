using System.Diagnostics;
using System.Globalization;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Testing;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>
/// Load time and peak memory of a full-width VGG-16 in each format. Each file is loaded in a new process, since a peak is per process.
/// </summary>
internal static class Checkpoints
{
    private const int Classes = 1000, Hidden = 4096;
    private const string Baseline = "baseline";

    private static readonly (string Name, Action<string> Write)[] s_files =
    [
        ("safetensors float32", path => RandomVgg.Write(path, RandomVgg.FullWidths, Hidden, Classes, seed: 1)),
        ("legacy float32", path => LegacyCheckpoint.Write(path, Tensors())),
        ("zip float32", path => ZipCheckpoint.Write(path, Tensors())),
        ("legacy float16", path => LegacyCheckpoint.Write(path, Tensors(), CheckpointType.Float16)),
    ];

    public static void Run(int repeats)
    {
        using var folder = new TemporaryFolder();
        var (_, idle) = Median(Baseline, repeats);
        Console.WriteLine(FormattableString.Invariant($"runtime with libtorch, no model: peak {idle / 1e6:0} MB"));
        foreach (var (name, write) in s_files)
        {
            var path = folder["vgg16"];
            write(path);
            var size = new FileInfo(path).Length;
            var (seconds, peak) = Median(path, repeats);
            var ours = peak - idle;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -20} {size / 1e6:0} MB: {seconds:0.00} s, peak {peak / 1e6:0} MB = {peak / (double)size:0.00} × the file; "
                + $"without the runtime {ours / 1e6:0} MB = {ours / (double)size:0.00} ×"));
        }
    }

    /// <summary>Loads a file, in its own process, and prints seconds and peak bytes.</summary>
    public static void Load(string path)
    {
        TorchRuntime.Load();
        using var one = ones(1);   // triggers libtorch's initial allocations
        var clock = Stopwatch.StartNew();
        if (path != Baseline) ModelService.Load(path, "cpu").Dispose();
        var seconds = clock.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"{seconds} {process.PeakWorkingSet64}"));
    }

    private static (double Seconds, double Peak) Median(string path, int repeats)
    {
        var runs = Enumerable.Range(0, repeats).Select(_ => LoadInNewProcess(path)).ToList();
        return (
            runs.Select(run => run.Seconds).Order().ElementAt(repeats / 2),
            runs.Select(run => run.Peak).Order().ElementAt(repeats / 2));
    }

    private static (double Seconds, double Peak) LoadInNewProcess(string path)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Checkpoints).Assembly.Location);
        foreach (var argument in (string[])["checkpoint", path]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var numbers = process
            .StandardOutput.ReadToEnd()
            .Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        process.WaitForExit();
        return (numbers[0], numbers[1]);
    }

    private static IEnumerable<CheckpointTensor> Tensors() => RandomVgg.Tensors(RandomVgg.FullWidths, Hidden, Classes, seed: 1);
}
