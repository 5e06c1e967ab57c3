using Workbench.Data.Downloads;
using Workbench.Engine.Model;
using Workbench.Specs;

namespace Workbench.Cli.Commands;

/// <summary>The network that comes with the program: the default of <c>attribute</c>.</summary>
internal static class EmbeddedNetwork
{
    private const string Subject = "scenes", Photographs = "imagenet";
    private const string Any = "a file of weights, an ONNX file or a model card; 'workbench pull --list' shows published ones.";
    private const int Examples = 5;

    /// <summary>The file of its weights.</summary>
    /// <exception cref="WeightsException">The subject is not beside this program.</exception>
    public static string Weights() => File(Subject) is { } file
        ? SubjectFile.Read(file).Model.Weights.Value
        : throw new WeightsException($"The subject '{Subject}' is not beside this program; name weights with --model.");

    /// <summary>A warning that the network is trained on drawings only: its maps of a photograph mean nothing.</summary>
    /// <param name="classes">Names of its classes.</param>
    public static string Warning(IReadOnlyList<string> classes) =>
        $"The embedded network is trained on drawings of {classes.Count} classes "
        + $"({string.Join(", ", classes.Take(Examples))}{(classes.Count > Examples ? " …" : "")}), not on photographs: "
        + "its maps of other images mean nothing. "
        + $"For photographs, name a network with --model: {Advice()}";

    // Names a model card that comes with the program, if its weights can be pulled.
    private static string Advice()
    {
        if (File(Photographs) is not { } file) return Any;
        var weights = SubjectFile.Read(file).Model.Weights;
        if (PulledFile.At(weights.Value) is not { } pulled) return Any;
        return pulled.Exists ? $"for example '--model {weights.Mark.File}'."
            : $"'workbench pull {pulled.Item.Name}' fetches one; then use '--model {weights.Mark.File}'.";
    }

    private static string? File(string subject) => ShippedSubjects.Find(subject, Environment.CurrentDirectory);
}
