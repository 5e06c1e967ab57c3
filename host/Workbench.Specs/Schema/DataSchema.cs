using System.Text.Json.Nodes;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>The type of every key of a subject's <c>data</c>, by format.</summary>
internal static class DataSchema
{
    /// <summary>Data of any format.</summary>
    public static JsonObject Create() =>
        AnyOf(
            SpecKeys.DataKeysByFormat.Select(format =>
                Mapping(SpecKeys.Data.Where(key => format.Value.Contains(key.Name)), key => Key(format.Key, key), merges: true)));

    private static JsonObject Key(string format, string key) => key switch
    {
        "format" => Enum([format]),
        "root" => Text(),
        "split" => format == "scenes" ? Enum(["train", "val", "test"]) : Text(),
        "classes" => format switch { "imagenet" => Text(), "folder" => AnyOf(Text(), Names()), _ => Names() },
        "annotations" or "difficult" or "labels" => Text(),
        "truth" => Enum([.. AnnotatedReader.GroundTruthNames]),
        "crowds" => Enum([.. AnnotatedReader.CrowdNames]),
        "orientation" => Enum([.. AnnotatedReader.OrientationNames]),
        "alpha" => Enum([.. AnnotatedReader.AlphaNames]),
        "seed" => Integer(0),
        "count" => Integer(1),
        _ => throw KeyTypes.MissingType("data", key),
    };

    private static JsonObject Names() => new() { ["type"] = "array", ["items"] = Text() };
}
