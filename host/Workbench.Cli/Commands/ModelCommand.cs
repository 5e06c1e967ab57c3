using System.CommandLine;
using Workbench.Data.Downloads;
using Workbench.Engine.Model;
using Workbench.Specs.Models;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench model</c>: inspects and converts weights files, and fits classifiers.</summary>
internal sealed class ModelCommand(CommandContext context)
{
    public Command Create() => new("model",
        """
        Shows the network in a file of weights or an ONNX file, converts the weights, or fits a classifier to its features.

        Examples:
          workbench model inspect vgg16-397923af.pth
          workbench model inspect resnet50.onnx --size 224
          workbench model convert vgg16-397923af.pth vgg16.safetensors
          workbench model fit-head my-subject.yaml --out head.safetensors
        """)
    {
        new ModelInspectCommand(context).Create(), new ModelConvertCommand(context).Create(), new ModelFitHeadCommand(context).Create(),
    };

    public static Option<string?> CardOption() =>
        new("--card")
        {
            Description = "The model card (.yaml) of the weights; without it they are read in torchvision's form",
            HelpName = "CARD",
        };

    /// <summary>The input convention of a model card, else that of weights that were pulled; null if neither is known.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="card">Their model card, or null.</param>
    public static string? KnownInput(string weights, ModelSpec? card) =>
        card?.Input?.Value ?? PulledFile.At(Path.GetFullPath(weights))?.Item.Input;

    /// <summary>The weights file that a command names, and its model card.</summary>
    /// <param name="file">Weights or a model card.</param>
    /// <param name="card">A card to read <paramref name="file"/> with, instead of the card's own weights; or null.</param>
    /// <exception cref="WeightsException">The card's weights must be pulled first.</exception>
    public static (string Weights, ModelSpec? Card) ResolveWeights(string file, string? card)
    {
        if (card is not null) return (file, ModelFile.Read(card));
        if (!ModelFile.IsCard(file)) return (file, null);
        var own = ModelFile.Read(file);
        return own.MissingWeightsProblem is { } absence ? throw new WeightsException(absence) : (own.Weights.Value, own);
    }
}
