using Workbench.Engine.Model;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Models;

/// <summary>Reads models: a subject's <c>model</c>, and the model cards that it extends. A minimal model has <c>weights</c>.</summary>
public static class ModelFile
{
    /// <summary>Whether a model's file is a model card; else it is a file of weights.</summary>
    public static bool IsCard(string path) => Path.GetExtension(path) is ".yaml" or ".yml";

    /// <summary>Reads a model card.</summary>
    /// <exception cref="SpecException">The card has mistakes; all are listed.</exception>
    public static ModelSpec Read(string path) =>
        ProblemList.Collect(problems => ExtendedMap.ReadFile(path, problems) is { } map ? Read(map, problems) : null);

    /// <summary>The model of a mapping; null, with the problem reported, if it names no weights.</summary>
    internal static ModelSpec? ReadMapping(YamlMap model, ProblemList problems) =>
        ExtendedMap.Merge(model, [], problems) is { } whole ? Read(whole, problems) : null;

    private static ModelSpec? Read(YamlMap map, ProblemList problems)
    {
        var (reader, usual) = (new MapReader(map, ModelKeys.Mapping, problems), ModelVariant.Torchvision);
        var (weights, draws, input) = (reader.Read(ModelKeys.Weights), reader.Read(ModelKeys.Draws), reader.Read(ModelKeys.Input));
        var classifier = reader.Read(ModelKeys.Classifier);
        var form = new ModelVariant
        {
            Architecture = reader.Read(ModelKeys.Architecture)?.Value,
            Layers = (reader.Read(ModelKeys.Layers) ?? []).ToDictionary(
                layer => layer.Key.Key,
                layer => layer.Text,
                StringComparer.Ordinal),
            Colours = reader.Read(ModelKeys.Colours) ?? usual.Colours,
            Pools = reader.Read(ModelKeys.Pools) ?? usual.Pools,
            Head = reader.Read(ModelKeys.Head) ?? usual.Head,
            Score = reader.Read(ModelKeys.Score) ?? usual.Score,
            BatchNormEpsilon = reader.Read(ModelKeys.BatchNormEpsilon),
            BatchNorm = reader.Read(ModelKeys.BatchNorm) ?? usual.BatchNorm,
            TransformInput = reader.Read(ModelKeys.TransformInput) ?? usual.TransformInput,
            Classes = reader.Read(ModelKeys.Classes) ?? [],
            Places = map.Entries.DistinctBy(entry => entry.Key).ToDictionary(
                entry => entry.Key, entry => entry.Mark.ToString(), StringComparer.Ordinal),
            Classifier = classifier?.Value,
        };
        return weights is null
            ? null
            : new ModelSpec { Weights = weights, Draws = draws, Input = input, Classifier = classifier, Form = form };
    }

    /// <summary>The keys and values of a model in a spec, without those that match torchvision's.</summary>
    internal static Dictionary<string, object> ToYaml(ModelSpec model)
    {
        var (form, usual) = (model.Form, ModelVariant.Torchvision);
        var map = new Dictionary<string, object> { ["weights"] = PulledPath.ToPortable(model.Weights.Value) };
        if (model.Draws is { } draws) map["draws"] = PulledPath.ToPortable(draws.Value);
        if (model.Input is { } input) map["input"] = input.Value;
        if (form.Architecture is { } architecture) map["architecture"] = architecture;
        if (form.Layers.Count > 0) map["layers"] = form.Layers;
        if (form.Colours != usual.Colours) map["colours"] = KeyTypes.NameOf(form.Colours);
        if (form.Pools != usual.Pools) map["pools"] = KeyTypes.NameOf(form.Pools);
        if (form.Head != usual.Head) map["head"] = KeyTypes.NameOf(form.Head);
        if (form.Score != usual.Score) map["score"] = KeyTypes.NameOf(form.Score);
        if (form.BatchNormEpsilon is { } epsilon) map["batch-norm-epsilon"] = epsilon;
        if (form.BatchNorm != usual.BatchNorm) map["batch-norm"] = KeyTypes.NameOf(form.BatchNorm);
        if (form.TransformInput != usual.TransformInput) map["transform-input"] = form.TransformInput;
        if (form.Classifier is { } classifier) map["classifier"] = classifier;
        if (form.Classes.Count > 0) map["classes"] = form.Classes;
        return map;
    }
}
