using System.CommandLine;
using Workbench.Engine.Model;
using Workbench.Specs.Models;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench model</c>: weights files.</summary>
internal sealed class ModelCommand(CommandContext context)
{
    public Command Create() => new("model",
        """
        Shows what a weights file holds, and converts it.

        Examples:
          workbench model inspect vgg16-397923af.pth
          workbench model convert vgg16-397923af.pth vgg16.safetensors
        """) { new ModelInspectCommand(context).Create(), new ModelConvertCommand(context).Create() };

    /// <summary>The option of a model card.</summary>
    public static Option<string?> CardOption() =>
        new("--card")
        {
            Description = "The model card (.yaml) that the weights are read by; without it they are torchvision's VGG",
            HelpName = "CARD",
        };

    /// <summary>The weights that a command means, and the card that they are read by.</summary>
    /// <param name="file">Weights or a model card.</param>
    /// <param name="card">A card whose weights are <paramref name="file"/>, whatever it names; or null.</param>
    /// <exception cref="WeightsException">The card's weights have to be pulled first.</exception>
    public static (string Weights, ModelSpec? Card) Of(string file, string? card)
    {
        if (card is not null) return (file, ModelFile.Read(card));
        if (!ModelFile.IsCard(file)) return (file, null);
        var own = ModelFile.Read(file);
        return own.Absence is { } absence ? throw new WeightsException(absence) : (own.Weights.Value, own);
    }
}
