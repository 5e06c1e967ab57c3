using System.Text.Json.Nodes;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;
using Workbench.Specs.Models;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>
/// The type of every key in <see cref="SpecKeys"/>, with one switch per mapping. Generating the schema throws for a key without a type, and
/// a test generates it.
/// </summary>
internal static class KeyTypes
{
    public static InvalidOperationException MissingType(string mapping, string key) =>
        new($"The key '{key}' of {mapping} has no type in the schema.");

    public static JsonObject Table(string key) => key switch
    {
        "title" or "paper" => Text(),
        "methods" => Methods(),
        "metrics" => ListOf(CallSchema.Item(PluginKind.Metric)),
        "post" => Ref("steps"),
        "claims" => new JsonObject { ["type"] = "array", ["items"] = Ref("claim") },
        "expected" => Ref("expected"),
        "notes" => new JsonObject { ["type"] = "array", ["items"] = Mapping(SpecKeys.Note, Note).WithRequired("methods", "text") },
        "figure" => Ref("figure"),
        _ => Run(key),
    };

    public static JsonObject Run(string key) => key switch
    {
        "name" => Pattern("^[A-Za-z0-9_-]+$"),
        "subject" => AnyOf(Text(), Ref("subject")),
        "limit" => Integer(1),
        "seed" => Integer(0),
        "dtype" => Enum([.. Precision.Names]),
        "extends" => Text(),
        "tables" => ListOf(AnyOf(Text(), Ref("listedTable"))),
        "figures" => MapFigureSchema.Figures(),
        _ => throw MissingType("a spec", key),
    };

    public static JsonObject Tables(string key) => key == "title" ? Text() : Run(key);

    public static JsonObject Figure(string key) => key switch
    {
        "curves" => Ref("metric"),
        "value" => Text(),
        "panels" => ListOf(Mapping(SpecKeys.Panel, Panel).WithRequired("methods")),
        _ => throw MissingType("a figure", key),
    };

    private static JsonObject Panel(string key) => key switch
    {
        "title" => Text(),
        "methods" => Methods(),
        _ => throw MissingType("a panel", key),
    };

    public static JsonObject Claim(string key) => key switch
    {
        "drop" => Ref("method"),
        "from" or "to" or "metric" or "curve" => Ref("metric"),
        "exceeds" or "than" => AnyOf(Enum(["all"]), Ref("method"), Methods()),
        "lower" or "higher" or "methods" => AnyOf(Ref("method"), Methods()),
        "at" => Text(),
        "near" => Number(),
        "times" or "within" => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 },
        "by" => Number(0),
        _ => throw MissingType("a claim", key),
    };

    private static JsonObject Note(string key) => key switch
    {
        "methods" => AnyOf(Ref("method"), Methods()),
        "text" or "subject" => Text(),
        _ => throw MissingType("a note", key),
    };

    public static JsonObject Expected(string key) => key switch
    {
        "within" => Number(0),
        "values" => ListOf(Mapping(SpecKeys.ExpectedValue, ExpectedValue).WithRequired("method", "metric", "value")),
        _ => throw MissingType("expected values", key),
    };

    private static JsonObject ExpectedValue(string key) => key switch
    {
        "method" or "metric" => Ref(key),
        "value" => Number(),
        "within" => Number(0),
        _ => throw MissingType("an expected value", key),
    };

    public static JsonObject Subject(string key) => key switch
    {
        "name" or "extends" => Text(),
        "input" => Enum(SubjectSpec.InputNames),
        "model" => Mapping(SpecKeys.Model, Model, merges: true),
        "data" => DataSchema.Create(),
        _ => throw MissingType("a subject", key),
    };

    public static JsonObject Model(string key) => key switch
    {
        "weights" or "draws" or "extends" => Text(),
        "input" => Enum(SubjectSpec.InputNames),
        "layers" => new JsonObject { ["type"] = "object", ["additionalProperties"] = Text() },
        "colours" => Enum(ModelFile.Names<ColourOrder>()),
        "pools" => Enum(ModelFile.Names<PoolEdge>()),
        "head" => Enum(ModelFile.Names<HeadKind>()),
        "score" => Enum(ModelFile.Names<PositionScore>()),
        "batch-norm-epsilon" => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 },
        "classes" => new JsonObject { ["type"] = "array", ["items"] = Text() },
        _ => throw MissingType("a model", key),
    };

    private static JsonObject Methods() => ListOf(CallSchema.Item(PluginKind.Method));
}
