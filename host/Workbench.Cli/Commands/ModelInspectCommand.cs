using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench model inspect FILE</c>: prints the contents of a weights file.</summary>
internal sealed class ModelInspectCommand(CommandContext context)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Weights (.safetensors, .pth, .pth.tar, .pt), or a model card (.yaml) that names weights",
        };
        var card = ModelCommand.CardOption();
        var size = new Option<string?>("--size")
        {
            Description = "Lists all layers with their shapes for an input of this size, such as 224 or 320x240 (width x height)",
            HelpName = "N",
        };
        var json = new Option<bool>("--json") { Description = "The same as JSON, with every tensor" };
        var command = new Command("inspect",
            """
            Prints format, architecture, widths, parameters, classes, input convention, layers and SHA-256 of a weights file.
            Of a file of no known network, it prints the tensors.
            Nothing in the file is run: a pickle that refers to anything but tensors is refused, with the name of the reference.

            Examples:
              workbench model inspect vgg16-397923af.pth
              workbench model inspect vgg16_voc-b050e8c3.pth.tar --card experiments/subjects/voc07/vgg16.yaml
              workbench model inspect resnet18-f37072fd.pth --size 224
              workbench model inspect my-model.yaml --json
            """)
        {
            file, card, size, json,
        };
        command.SetAction(parsed =>
        {
            TorchRuntime.Load();
            var (weights, spec) = ModelCommand.ResolveWeights(parsed.GetValue(file)!, parsed.GetValue(card));
            var input = ModelCommand.KnownInput(weights, spec);
            var inspection = ModelInspection.FromFile(weights, spec?.Form, input, Size(parsed.GetValue(size)));
            if (parsed.GetValue(json)) context.Writer.WriteLine(JsonSerializer.Serialize(inspection, s_json));
            else Print(inspection);
            return ExitCode.Done;
        });
        return command;
    }

    private void Print(ModelInspection model)
    {
        Line("file", model.File);
        Line("format", $"{model.Format}, {Grouped(model.Bytes)} bytes");
        Line("sha-256", model.Sha256);
        var types = string.Join(" and ", model.Tensors.Select(tensor => tensor.Type).Distinct());
        Line("parameters", $"{Grouped(model.Parameters)} in {model.Tensors.Count} tensors, {types}");
        if (model.NoNetwork is { } why)
        {
            Line("architecture", $"no known network: {why}");
            foreach (var (index, tensor) in model.Tensors.Index())
                Line(index == 0 ? "tensors" : "", $"{tensor.Name}  {tensor.Type} [{string.Join(',', tensor.Shape)}]");
        }
        else
        {
            Line("architecture", model.Architecture!);
            if (model.Convolutions.Count > 0)
                Line("convolutions", string.Join(", ", model.Convolutions.Select(block => string.Join('-', block))));
            if (model.FullyConnected.Count > 0) Line("connected", string.Join('-', model.FullyConnected));
            Line(
                "classes",
                $"{model.Classes}{(model.ClassNames.Count > 0 ? $": {string.Join(", ", model.ClassNames)}" : ", without names")}");
            if (model.ClassNames.Count > 0 && model.ClassNames.Count != model.Classes)
                Line("", $"warning: {model.ClassNames.Count} names for {model.Classes} classes");
            Line("layers", string.Join(", ", model.Layers.Select(layer => $"{layer.Key} {layer.Value}")));
            Line("input", Input(model));
            if (model.Form.Length > 0) Line("card", model.Form);
        }
        foreach (var (index, note) in model.Notes.Where(note => note.Key is not ("classes" or "convention")).Index())
            Line(index == 0 ? "notes" : "", $"{note.Key}: {note.Value}");
        if (model.AllLayers.Count > 0) PrintLayers(model.AllLayers);
    }

    private void PrintLayers(IReadOnlyList<InspectedLayer> layers)
    {
        var writer = context.Output.Profile.Out.Writer;
        var (names, shapes) = (layers.Max(layer => layer.Name.Length), layers.Max(layer => Shape(layer).Length));
        writer.WriteLine();
        foreach (var layer in layers)
            writer.WriteLine(
                ($"{layer.Name.PadRight(names)}  {layer.Kind,-11}  {Shape(layer).PadRight(shapes)}  of {string.Join(", ", layer.Inputs)}"
                    + (layer.OtherNames.Count > 0 ? $"; also {string.Join(", ", layer.OtherNames)}" : "")).TrimEnd());
    }

    private static string Shape(InspectedLayer layer) => string.Join('×', layer.Shape);

    // 224, or 320x240.
    private static (int Width, int Height)? Size(string? text)
    {
        if (text is null) return null;
        int[] sides = [.. text.Split('x').Select(side => int.TryParse(side, CultureInfo.InvariantCulture, out var pixels) ? pixels : 0)];
        return sides is [> 0] ? (sides[0], sides[0])
            : sides is [> 0, > 0] ? (sides[0], sides[1])
            : throw new PlanException([$"--size '{text}' is not a size: give a side as 224, or width x height as 320x240"]);
    }

    private static string Input(ModelInspection model) => model.Input is not { } name
        ? $"not in the file: set by a subject, a model card or --input, else imagenet; {model.InputSize}×{model.InputSize} fits the head"
        : InputConvention.FindProblem(name) is null ? $"{name}: {InputConvention.FromName(name).Summary}"
        : $"unknown: '{name}'";

    private static string Grouped(long number) => FormattableString.Invariant($"{number:N0}");

    private void Line(string name, string value) => context.Output.Profile.Out.Writer.WriteLine($"{name,-13} {value}".TrimEnd());
}
