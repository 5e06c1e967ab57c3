using Workbench.Data.Downloads;
using Workbench.Engine.Model;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>The network that comes with the program, which <c>attribute</c> asks where no other is named.</summary>
internal static class EmbeddedNetwork
{
    private const string Subject = "scenes", Photographs = "imagenet";
    private const string Any = "weights of a VGG, or a model card; 'workbench pull --list' has published ones.";
    private const int Examples = 5;

    /// <summary>Its weights.</summary>
    /// <exception cref="WeightsException">They are not beside this program.</exception>
    public static string Weights() => File(Subject) is { } file
        ? SubjectFile.Read(file).Model.Weights.Value
        : throw new WeightsException($"The subject '{Subject}' is not beside this program; name weights with --model.");

    /// <summary>What its user has to know: it was shown drawings alone, and answers for a photograph all the same.</summary>
    /// <param name="classes">Names of its classes.</param>
    public static string Caution(IReadOnlyList<string> classes) =>
        $"The embedded network knows {classes.Count} classes of drawn things "
        + $"({string.Join(", ", classes.Take(Examples))}{(classes.Count > Examples ? " …" : "")}) and has seen no photograph: what it says of another picture means nothing. "
        + $"For photographs name a network with --model: {Advice()}";

    // A card that comes with the program, of weights that can be pulled.
    private static string Advice()
    {
        if (File(Photographs) is not { } file) return Any;
        var weights = SubjectFile.Read(file).Model.Weights;
        if (PulledFile.At(weights.Value) is not { } pulled) return Any;
        return pulled.Exists ? $"'--model {weights.Mark.File}' is one."
            : $"'workbench pull {pulled.Item.Name}' fetches one, '--model {weights.Mark.File}' then asks it.";
    }

    private static string? File(string subject) => ShippedSubjects.Find(subject, Environment.CurrentDirectory);
}
