using Workbench.Specs.Keys;
using Workbench.Specs.Models;
using Workbench.Specs.Yaml;

namespace Workbench.Specs;

/// <summary>The keys of a subject.</summary>
internal static class SubjectKeys
{
    public static readonly SpecKey<Marked<string>> Name =
        new("name", KeyTypes.Text, "Name of the subject.") { Default = "the file's name" };

    public static readonly SpecKey<YamlMap> Model = new(
        "model",
        KeyTypes.Mapping("a mapping", () => ModelKeys.Mapping.CreateSchema()),
        "The model: its weights, and how they form a network. 'extends' names a model card.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<Marked<string>> Input = new(
        "input",
        KeyTypes.Input,
        "Preprocessing of images.")
    {
        Default = "the model card's, else that of pulled weights, else required",
    };

    public static readonly SpecKey<YamlMap> Data = new(
        "data",
        KeyTypes.Mapping("a mapping", () => JsonSchema.AnyOf(DataKeys.ByFormat.Values.Select(keys => keys.CreateSchema()))),
        "The images and their annotations.")
    {
        IsRequired = true,
    };

    public static KeyMapping Mapping { get; } = new("a subject", Name, Model, Input, Data, RunKeys.Extends) { Merges = true };
}
