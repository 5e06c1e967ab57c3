using Workbench.Engine.Model;
using Workbench.Specs.Keys;
using Workbench.Specs.Yaml;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs;

/// <summary>The keys of a spec that hold for all its tables and figures. In a listed table's file, only <c>limit</c> has an
/// effect.</summary>
internal static class RunKeys
{
    public static readonly SpecKey<Marked<string>> Extends = new(
        ExtendedMap.Key,
        KeyTypes.Path,
        "Path of a file, relative to this one, whose keys this one inherits. Mappings merge key by key; lists and values are replaced; "
            + "~ removes a key.");

    public static readonly SpecKey<YamlNode> Subject = new(
        "subject",
        KeyTypes.Node("a name, a path, a mapping, or a list of names and paths", () => AnyOf(Text(), Ref("subject"), ListOf(Text()))),
        "A model and its data: a shipped name, a path, or the subject's own keys. With a list, 'run' computes the tables for each subject "
            + "and joins them.")
    {
        IsRequired = true,
    };

    public static readonly SpecKey<int?> Limit = new("limit", KeyTypes.Whole(1), "Use only the first N images.") { Default = "all" };

    public static readonly SpecKey<ulong?> Seed = new("seed", KeyTypes.Seed, "Seed of all random numbers.") { Default = "0" };

    public static readonly SpecKey<Marked<string>> Dtype = new(
        "dtype",
        KeyTypes.Choice(Precision.Names),
        "Precision of the model's arithmetic. bfloat16 applies to products with weights; the rest is float32.")
    {
        Default = "float32",
    };

    /// <summary>The keys, without <c>extends</c>.</summary>
    public static IReadOnlyList<SpecKey> All { get; } = [Subject, Limit, Seed, Dtype];

    /// <summary>Keys of an extended spec that a table in a list does not inherit, as the experiment has its own.</summary>
    public static IReadOnlyList<string> NotInherited { get; } = [Subject.Name, Seed.Name, Dtype.Name];
}
