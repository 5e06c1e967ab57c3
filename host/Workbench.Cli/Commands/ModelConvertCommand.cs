using System.CommandLine;
using Spectre.Console;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench model convert FILE OUT</c>: writes a weights file as safetensors.</summary>
internal sealed class ModelConvertCommand(CommandContext context)
{
    private static readonly Dictionary<string, ScalarType> s_types = new[]
    {
        ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64,
    }.ToDictionary(Precision.NameOf, StringComparer.Ordinal);

    public Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Weights (.safetensors, .pth, .pth.tar, .pt), or a model card (.yaml) that names weights",
        };
        var output = new Argument<string>("OUT") { Description = "The safetensors file to write" };
        var card = ModelCommand.CardOption();
        var dtype = new Option<string?>("--dtype") { Description = "float16, bfloat16, float32 or float64; default: the file's own" };
        var force = new Option<bool>("--force") { Description = "Replaces OUT if it exists" };
        dtype.AcceptOnlyFromAmong([.. s_types.Keys]);
        var command = new Command("convert",
            """
            Writes a weights file as safetensors. Tensors keep their names and are written one at a time, so any size needs little memory.
            With a card, the model is written as in torchvision: layers renamed, colours in RGB order, batch normalisation folded.
            OUT is written completely or not at all.

            Examples:
              workbench model convert vgg16-397923af.pth vgg16.safetensors
              workbench model convert vgg16-397923af.pth vgg16-half.safetensors --dtype float16
              workbench model convert vgg16_voc-b050e8c3.pth.tar voc.safetensors --card experiments/subjects/voc07/vgg16.yaml
            """)
        {
            file, output, card, dtype, force,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(file)!,
                parsed.GetValue(output)!,
                parsed.GetValue(card),
                parsed.GetValue(dtype) is { } name ? s_types[name] : null,
                parsed.GetValue(force)));
        return command;
    }

    private int Run(string file, string output, string? card, ScalarType? type, bool force)
    {
        TorchRuntime.Load();
        var (weights, spec) = ModelCommand.ResolveWeights(file, card);
        if (Path.GetFullPath(weights) == Path.GetFullPath(output)) return Refuse($"'{output}' is the input file: name another file.");
        if (Directory.Exists(output)) return Refuse($"'{output}' is a folder: name a file in it.");
        if (File.Exists(output) && !force) return Refuse($"'{output}' already exists; --force replaces it.");
        if (spec is null) ModelConversion.Write(weights, output, type);
        else ModelConversion.Write(weights, output, type, spec.Form, spec.Input?.Value);
        context.Output.MarkupLineInterpolated($"written: {output}, {new FileInfo(output).Length:N0} bytes");
        if (spec is not null && RemainingCardKeys(spec.Form) is { Length: > 0 } left)
            context.Output.MarkupLineInterpolated($"A card for it still needs {left}; names and colour order are now torchvision's.");
        return ExitCode.Done;
    }

    // The properties of the model that its tensors do not contain.
    private static string RemainingCardKeys(ModelVariant form) =>
        string.Join(
            ", ",
            (ModelVariant.Torchvision with { Pools = form.Pools, Head = form.Head, Score = form.Score })
                .Identity.Split(' ')
                .Select(part => part.Replace("=", ": ")));

    private int Refuse(string message)
    {
        context.Errors.MarkupLineInterpolated($"[red]{message}[/]");
        return ExitCode.Usage;
    }
}
