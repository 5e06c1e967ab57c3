using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;
using TorchSharp;
using Workbench.Data;
using Workbench.Data.Downloads;
using Workbench.Engine.Loading;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;
using Workbench.Engine.Plugins;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench doctor</c>: checks this machine, and prints advice on each problem.</summary>
internal sealed class DoctorCommand(CommandContext context)
{
    public Command Create()
    {
        var command = new Command("doctor",
            """
            Prints runtime, libtorch, devices, threads, fonts, plugin and cache folders, and advice on each problem.

            Example:
              workbench doctor
            """);
        command.SetAction(_ => Run());
        return command;
    }

    private int Run()
    {
        var problems = new List<string>();
        Line(
            "runtime",
            $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})");
        Torch(problems);
        var fonts = SkiaSharp.SKFontManager.Default.FontFamilies.ToList();
        Line("fonts", fonts.Count > 0 ? $"{fonts.Count} families, {SkiaSharp.SKTypeface.Default.FamilyName} by default" : "none");
        if (fonts.Count == 0)
            problems.Add("No font: text in images will be missing. Install one, for example the package fonts-dejavu-core.");
        using (var plugins = PluginHost.Load(PluginHost.DefaultFolders))
        {
            foreach (var folder in plugins.Folders) Line("plugins", folder);
            var methods = plugins.Plugins.Count(plugin => plugin.Kind == PluginKind.Method);
            Line("", $"{methods} methods, {plugins.Plugins.Count - methods} metrics");
            problems.AddRange(plugins.Problems);
        }
        Line("subjects", string.Join(", ", ShippedSubjects.Names(Environment.CurrentDirectory)));
        Line("cache", CacheFolders.Root);
        var pulled = Pullables.All.Select(item => new PulledFile(item)).Where(file => file.Exists).ToList();
        Line(
            "pulled",
            pulled.Count == 0
                ? "nothing ('workbench pull --list' shows what there is)"
                : $"{string.Join(", ", pulled.Select(file => file.Item.Name))} ({ByteCount.Format(pulled.Sum(file => file.Length))})");
        if (CacheProblem() is { } problem) problems.Add(problem);

        foreach (var text in problems) context.Output.MarkupLineInterpolated($"[yellow]problem[/]   {text}");
        if (problems.Count == 0) context.Output.MarkupLine("[green]no problem found[/]");
        return problems.Count == 0 ? ExitCode.Done : ExitCode.Unavailable;
    }

    private void Torch(List<string> problems)
    {
        try
        {
            var location = TorchRuntime.Load();
            Line(
                "libtorch",
                $"{torch.__version__} in {location.Libtorch}{(location.FromVariable ? $" (from {TorchRuntime.LibtorchVariable})" : "")}");
            var patched = OperatingSystem.IsLinux() && !GlibcxxPatch.SystemHasSymbol();
            Line("", $"TorchSharp {TorchLocation.TorchSharpVersion}{(patched ? ", patched for this system's older libstdc++" : "")}");
            var gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
            Line(
                "devices",
                gpus > 0
                    ? $"cpu, {gpus} × cuda"
                    : "cpu (no CUDA device: build with -p:Torch=cuda, or name a CUDA PyTorch's lib folder in WORKBENCH_LIBTORCH)");
            Line(
                "bfloat16",
                Processor.HasBfloat16
                    ? "the CPU has instructions for it: --dtype bfloat16 is faster than float32"
                    : "the CPU has no instructions for it: --dtype bfloat16 is slower than float32");
            Convolutions(problems);
            var allocator = Allocator.IsTuned ? "tuned" : "with the system's settings";
            Line("threads", $"{torch.get_num_threads()} of {Environment.ProcessorCount} cores; allocator {allocator}");
        }
        catch (TorchRuntimeException error)
        {
            Line("libtorch", "not loaded");
            problems.Add(error.Message);
        }
    }

    private void Convolutions(List<string> problems)
    {
        foreach (var (name, inBfloat16) in new[] { ("float32", false), ("bfloat16", true) })
        {
            var label = inBfloat16 ? "" : "products";
            try
            {
                var found = ConvolutionCheck.Finding(inBfloat16);
                var own =
                    found.Wrong.Count == 0
                        ? "libtorch's own are correct here"
                        : $"libtorch's own are wrong here ({string.Join(", ", found.Wrong)} channels)";
                var filled = found.Fill == ChannelPadding.All ? "all widths" : "input channels above 16";
                Line(label, $"{name} convolutions are correct: {filled} are padded with zeros to a multiple of 16; {own}");
            }
            catch (TorchRuntimeException error)
            {
                Line(label, $"{name} convolutions are wrong");
                problems.Add(error.Message);
            }
        }
    }

    private static string? CacheProblem()
    {
        try
        {
            Directory.CreateDirectory(CacheFolders.Root);
            var probe = Path.Combine(CacheFolders.Root, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"The cache folder cannot be written: {error.Message} Name another one in WORKBENCH_CACHE.";
        }
    }

    private void Line(string name, string value) => context.Output.WriteLine($"{name,-9} {value}");
}
