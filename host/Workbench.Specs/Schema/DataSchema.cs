using System.Text.Json.Nodes;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>The type of every key of a subject's <c>data</c>, by format.</summary>
internal static class DataSchema
{
    /// <summary>Data of any format.</summary>
    public static JsonObject Of() =>
        Any(
            SpecKeys.DataOf.Select(format =>
                Mapping(SpecKeys.Data.Where(key => format.Value.Contains(key.Name)), key => Key(format.Key, key), merges: true)));

    private static JsonObject Key(string format, string key) => key switch
    {
        "format" => OneOf([format]),
        "root" => Text(),
        "split" => format == "scenes" ? OneOf(["train", "val", "test"]) : Text(),
        "classes" => format switch { "imagenet" => Text(), "folder" => Any(Text(), Names()), _ => Names() },
        "annotations" or "difficult" or "labels" => Text(),
        "truth" => OneOf([.. AnnotatedReader.Truths]),
        "crowds" => OneOf([.. AnnotatedReader.CrowdNames]),
        "orientation" => OneOf([.. AnnotatedReader.Orientations]),
        "alpha" => OneOf([.. AnnotatedReader.Alphas]),
        "seed" => Whole(0),
        "count" => Whole(1),
        _ => throw KeyTypes.Untyped("data", key),
    };

    private static JsonObject Names() => new() { ["type"] = "array", ["items"] = Text() };
}
