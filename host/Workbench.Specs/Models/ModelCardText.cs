using System.Text;
using Workbench.Data;
using Workbench.Engine.Model.Graphs;
using YamlDotNet.Serialization;

namespace Workbench.Specs.Models;

/// <summary>Writes the model card of a converted network: its keys, and as comments what the host understood of the file.</summary>
public static class ModelCardText
{
    private static readonly ISerializer s_yaml =
        new SerializerBuilder().WithQuotingNecessaryStrings().WithNewLine("\n").WithIndentedSequences().Build();

    /// <summary>The card's text.</summary>
    /// <param name="weights">The converted file, relative to the card.</param>
    /// <param name="source">Name of the file that it was made of.</param>
    /// <param name="network">The network.</param>
    public static string Write(string weights, string source, ConvertedNetwork network)
    {
        var whole = network.Architecture;
        var side = whole.InputSize;
        var text = new StringBuilder();
        void Comment(string line) => text.Append($"# {line}".TrimEnd()).Append('\n');
        Comment($"The network of {TextExcerpt.OneLine(source)}.");
        Comment(whole.ToString());
        Comment(FormattableString.Invariant($"It takes images of {side}×{side} and has {whole.Classes} outputs."));
        foreach (var note in network.Notes) Comment($"Its note '{TextExcerpt.OneLine(note.Key)}': {TextExcerpt.OneLine(note.Value)}");
        var keys = new Dictionary<string, object> { ["weights"] = weights };
        if (network.Input is { } input && InputConvention.FindProblem(input) is null) keys["input"] = input;
        if (network.Classes.Count == whole.Classes) keys["classes"] = network.Classes;
        text.Append(s_yaml.Serialize(keys));
        if (!keys.ContainsKey("input"))
            Comment("input: imagenet   # The file does not name an input convention. Remove the first # and name the network's own.");
        if (network.Classes.Count > 0 && network.Classes.Count != whole.Classes)
            Comment(FormattableString.Invariant($"The file names {network.Classes.Count} classes, so they are left out."));
        text.Append("#\n");
        Comment(FormattableString.Invariant($"Its layers, with their outputs for {side}×{side}:"));
        if (whole.SizeFault(side, side) is { } fault) Comment($"none, because the input {fault}");
        else
            foreach (var (layer, shape) in whole.Layers.Zip(whole.Shapes(side, side)))
                Comment(
                    FormattableString.Invariant($"  {layer.Name}  {layer.Kind}  {string.Join('×', shape)}  of ")
                    + string.Join(", ", layer.Inputs.Select(below => below < 0 ? "input" : whole.Layers[below].Name))
                    + (layer.Alias is { } block ? $"; also {block}" : ""));
        return text.ToString();
    }
}
