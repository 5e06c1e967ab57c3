using Workbench.Engine.Model;
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
        var reader = new MapReader(map, "a model", problems, SpecKeys.Model.Names());
        var weights = reader.Text("weights", reader.Required("weights"));
        var draws = reader.Text("draws", reader.Optional("draws"));
        var input = reader.Choice("input", reader.Optional("input"), SubjectSpec.InputNames);
        var form = new ModelVariant
        {
            Layers = ReadLayerNames(reader),
            Colours = reader.EnumValue("colours", ModelVariant.Torchvision.Colours),
            Pools = reader.EnumValue("pools", ModelVariant.Torchvision.Pools),
            Head = reader.EnumValue("head", ModelVariant.Torchvision.Head),
            Score = reader.EnumValue("score", ModelVariant.Torchvision.Score),
            BatchNormEpsilon = reader.Number("batch-norm-epsilon", double.Epsilon, "a number above 0")
                ?? ModelVariant.Torchvision.BatchNormEpsilon,
            Classes = reader.Texts("classes", reader.Optional("classes")) ?? [],
        };
        return weights is null
            ? null
            : new ModelSpec
            {
                Weights = new(weights.FullPath, weights.Mark),
                Draws = draws is null ? null : new(draws.FullPath, draws.Mark),
                Input = input,
                Form = form,
            };
    }

    private static Dictionary<string, string> ReadLayerNames(MapReader reader)
    {
        var layers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in reader.Entries("layers"))
            if (reader.Text(entry.Key, entry.Value) is { } name) layers[entry.Key] = name.Text;
        return layers;
    }

    /// <summary>The keys and values of a model in a spec, without those that match torchvision's.</summary>
    internal static Dictionary<string, object> ToYaml(ModelSpec model)
    {
        var (form, usual) = (model.Form, ModelVariant.Torchvision);
        var map = new Dictionary<string, object> { ["weights"] = PulledPath.ToPortable(model.Weights.Value) };
        if (model.Draws is { } draws) map["draws"] = PulledPath.ToPortable(draws.Value);
        if (model.Input is { } input) map["input"] = input.Value;
        if (form.Layers.Count > 0) map["layers"] = form.Layers;
        if (form.Colours != usual.Colours) map["colours"] = Name(form.Colours);
        if (form.Pools != usual.Pools) map["pools"] = Name(form.Pools);
        if (form.Head != usual.Head) map["head"] = Name(form.Head);
        if (form.Score != usual.Score) map["score"] = Name(form.Score);
        if (form.BatchNormEpsilon != usual.BatchNormEpsilon) map["batch-norm-epsilon"] = form.BatchNormEpsilon;
        if (form.Classes.Count > 0) map["classes"] = form.Classes;
        return map;
    }

    /// <summary>The YAML names of an enumeration's values.</summary>
    internal static IReadOnlyList<string> Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Name)];

    private static T EnumValue<T>(this MapReader reader, string key, T fallback) where T : struct, Enum =>
        reader.Choice(key, reader.Optional(key), Names<T>()) is { } name
            ? Enum.GetValues<T>().First(value => Name(value) == name.Value)
            : fallback;

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
