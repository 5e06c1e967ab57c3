using System.CommandLine;
using System.Text;
using Spectre.Console;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Model.Graphs;
using Workbench.Engine.Native;
using Workbench.Specs.Models;
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
            Description = "Weights (.safetensors, .pth, .pth.tar, .pt), an ONNX file (.onnx), or a model card (.yaml) that names one",
        };
        var output = new Argument<string>("OUT") { Description = "The safetensors file to write" };
        var card = new Option<string?>("--card")
        {
            Description = "The model card (.yaml) of FILE; without a value, writes one for OUT beside it",
            HelpName = "CARD",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var dtype = new Option<string?>("--dtype") { Description = "float16, bfloat16, float32 or float64; default: the file's own" };
        var force = new Option<bool>("--force") { Description = "Replaces OUT if it exists" };
        dtype.AcceptOnlyFromAmong([.. s_types.Keys]);
        var command = new Command("convert",
            """
            Writes a weights file as safetensors. Tensors keep their names and are written one at a time, so any size needs little memory.
            With a card, a VGG is written as in torchvision: layers renamed, colours in RGB order, batch normalisation folded.
            Of an ONNX file the network is written: the parameters of its layers, and the layers themselves in the metadata. OUT then needs
            neither the ONNX file nor a card. --card at the end, without a value, also writes OUT.yaml, a model card that lists the layers.
            OUT is written completely or not at all.

            Examples:
              workbench model convert vgg16-397923af.pth vgg16.safetensors
              workbench model convert vgg16-397923af.pth vgg16-half.safetensors --dtype float16
              workbench model convert vgg16_voc-b050e8c3.pth.tar voc.safetensors --card experiments/subjects/voc07/vgg16.yaml
              workbench model convert net.onnx net.safetensors --card
            """)
        {
            file, output, card, dtype, force,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(file)!,
                parsed.GetValue(output)!,
                parsed.GetValue(card),
                parsed.GetResult(card) is { Implicit: false, Tokens.Count: 0 },
                parsed.GetValue(dtype) is { } name ? s_types[name] : null,
                parsed.GetValue(force)));
        return command;
    }

    private int Run(string file, string output, string? card, bool writesCard, ScalarType? type, bool force)
    {
        TorchRuntime.Load();
        var (weights, spec) = ModelCommand.ResolveWeights(file, card);
        var written = writesCard ? Path.ChangeExtension(output, ".yaml") : null;
        if (Path.GetFullPath(weights) == Path.GetFullPath(output)) return Refuse($"'{output}' is the input file: name another file.");
        if (Directory.Exists(output)) return Refuse($"'{output}' is a folder: name a file in it.");
        if (!string.Equals(Path.GetExtension(output), ".safetensors", StringComparison.OrdinalIgnoreCase))
            return Refuse($"'{output}' does not end in .safetensors, which is the format that is written.");
        if (new[] { output, written }.FirstOrDefault(File.Exists) is { } existing && !force)
            return Refuse($"'{existing}' already exists; --force replaces it.");
        if (written is not null && Path.GetFullPath(written) == Path.GetFullPath(file)) return Refuse($"'{written}' is the input file.");
        if (GraphConversion.Takes(weights)) return WriteNetwork(weights, output, written, type, spec);
        if ((writesCard || spec is not null) && GraphConversion.Wrote(weights))
            return Refuse($"'{weights}' is a converted network, which states its layers. Copy it without a card.");
        if (writesCard)
            return Refuse("--card without a value writes the card of an ONNX file. Of a VGG, name the card: --card CARD.");
        if (spec is null) ModelConversion.Write(weights, output, type);
        else ModelConversion.Write(weights, output, type, spec.Form, spec.Input?.Value);
        ReportWritten(output);
        if (spec is not null && RemainingCardKeys(spec.Form) is { Length: > 0 } left)
            context.Output.MarkupLineInterpolated($"A card for it still needs {left}; names and colour order are now torchvision's.");
        return ExitCode.Done;
    }

    private int WriteNetwork(string weights, string output, string? card, ScalarType? type, ModelSpec? spec)
    {
        var network = GraphConversion.Write(weights, output, type, spec?.Form, spec?.Input?.Value);
        ReportWritten(output);
        if (card is null) return ExitCode.Done;
        var text = ModelCardText.Write(Path.GetFileName(output), Path.GetFileName(weights), network);
        AtomicFile.Write(card, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        ReportWritten(card);
        return ExitCode.Done;
    }

    private void ReportWritten(string path) =>
        context.Output.MarkupLineInterpolated($"written: {path}, {new FileInfo(path).Length:N0} bytes");

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
