using System.Diagnostics;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using static TorchSharp.torch;
using static TorchSharp.torchvision;

namespace Workbench.Benchmarks;

/// <summary>
/// Forward pass and gradient sweep to the image of a full-width ResNet-50 against TorchSharp's module with autograd, and the peak memory of
/// both in processes of their own.
/// </summary>
internal static class Graphs
{
    private const int Side = 224, Classes = 1000;

    public static void Run(int images, int repeats, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        using var module = Module();
        var network = Build(module);
        var input = Input(images);
        List<double>[] times = [[], [], [], []];
        for (var round = -2; round < repeats; round++)
        {
            double[] took =
            [
                Time(() => ForwardOf(module, input)), Time(() => ForwardOf(network, input)),
                Time(() => GradientOf(module, input)), Time(() => GradientOf(network, input)),
            ];
            if (round < 0) continue;   // warm-up: the heap grows to the size of a pass
            foreach (var (all, one) in times.Zip(took)) all.Add(one);
        }
        Console.WriteLine(
            $"{network.Architecture.Name}; {images} images of {Side}×{Side}, float32, {threads} threads; medians of {repeats}");
        Print("forward", times[0], times[1]);
        Print("forward and gradient by the image", times[2], times[3]);
        var (theirs, ours) = (PeakOf("module", images, threads), PeakOf("network", images, threads));
        Console.WriteLine($"peak memory above the model: libtorch {theirs:0} MB, ours {ours:0} MB, ratio {ours / theirs:0.00}");
    }

    /// <summary>A process of <see cref="Run"/>: one forward and gradient, and its peak above the memory before, in MB.</summary>
    public static void RunAlone(string which, int images, int threads)
    {
        TorchRuntime.Load();
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        using var module = Module();
        var network = Build(module);
        var input = Input(images);
        var before = Status("VmRSS:");
        if (which == "module") GradientOf(module, input);
        else GradientOf(network, input);
        Console.WriteLine((Status("VmHWM:") - before) / 1024.0);
    }

    private static TorchSharp.Modules.ResNet Module()
    {
        var module = models.resnet50(num_classes: Classes);
        module.eval();
        foreach (var convolution in module.modules().OfType<TorchSharp.Modules.Conv2d>())
            if (convolution is { kernel_size: [1, 1], stride: [2, 2] }) TakeEverySecondPixel(convolution);
        foreach (var parameter in module.parameters()) parameter.requires_grad_(false);
        return module;
    }

    // libtorch 2.10's backward pass of a 1×1 convolution with strides divides by zero on some processors, and the process ends.
    private static void TakeEverySecondPixel(TorchSharp.Modules.Conv2d convolution)
    {
        convolution.stride = [1, 1];
        convolution.register_forward_pre_hook((_, input) => input.slice(2, 0, input.shape[2], 2).slice(3, 0, input.shape[3], 2));
    }

    private static Network Build(TorchSharp.Modules.ResNet module) =>
        NetworkFamilies.Build("resnet50", module.state_dict(), ModelVariant.Torchvision);

    private static Tensor Input(int images) => randn([images, 3, Side, Side], generator: new Generator(2));

    private static void ForwardOf(TorchSharp.Modules.ResNet module, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        module.forward(input);
    }

    private static void ForwardOf(Network network, Tensor input)
    {
        using var forward = ForwardPass.Run(network, input, _ => false);
    }

    private static void GradientOf(TorchSharp.Modules.ResNet module, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var at = input.detach().requires_grad_(true);
        autograd.grad([module.forward(at)[.., 7].sum()], [at]);
    }

    private static void GradientOf(Network network, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (architecture, taps) = (network.Architecture, new HashSet<int>());
        var kept = architecture.OutputsReadBySweep(null, architecture.Swept(taps, input: true));
        using var forward = ForwardPass.Run(network, input, kept.Contains);
        var pairs = new TargetPairs(forward.Images, [.. Enumerable.Range(0, forward.Images).Select(image => (image, 7))]);
        using var sweep = BackwardSweep.Run(forward, pairs, rule: null, taps, inputGradient: true);
    }

    private static double PeakOf(string which, int images, int threads)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [
            .. Environment.GetCommandLineArgs().Take(1).Where(file => file.EndsWith(".dll", StringComparison.Ordinal)),
            "graph-of", which, "--images", $"{images}", "--threads", $"{threads}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output.Trim().Split('\n')[^1]);
    }

    // Kilobytes.
    private static long Status(string key)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "").Trim());
    }

    private static void Print(string what, List<double> theirs, List<double> ours) => Console.WriteLine(
        $"{what}: libtorch {Median(theirs):0} ms, ours {Median(ours):0} ms, ratio {Median(ours) / Median(theirs):0.00}");

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
