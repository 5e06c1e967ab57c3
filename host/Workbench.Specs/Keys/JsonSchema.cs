using System.Text.Json.Nodes;

namespace Workbench.Specs.Keys;

/// <summary>
/// Pieces of JSON Schema, draft 7, the draft with the best support in yaml-language-server, which most editors use. Each call returns a new
/// node, as a JSON node has only one parent.
/// </summary>
internal static class JsonSchema
{
    public static JsonObject Text() => new() { ["type"] = "string" };

    public static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    public static JsonObject Number(double? min = null, double? max = null) => Bounded("number", min, max);

    public static JsonObject Integer(double? min = null, double? max = null) => Bounded("integer", min, max);

    public static JsonObject AboveZero() => new() { ["type"] = "number", ["exclusiveMinimum"] = 0 };

    public static JsonObject Enum(IEnumerable<string> values) =>
        new() { ["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]) };

    public static JsonObject Null() => new() { ["type"] = "null" };

    /// <summary>A text, number or boolean, as options and axes take.</summary>
    public static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    public static JsonObject ListOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items, ["minItems"] = 1 };

    public static JsonObject Texts() => new() { ["type"] = "array", ["items"] = Text() };

    public static JsonObject OneOrMore(Func<JsonObject> item) => AnyOf(item(), ListOf(item()));

    public static JsonObject AnyOf(params IEnumerable<JsonObject> schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    public static JsonObject Ref(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    public static JsonObject Required(params IEnumerable<string> keys) =>
        new() { ["required"] = new JsonArray([.. keys.Select(key => JsonValue.Create(key))]) };

    /// <summary>
    /// The schema with a description, unless it has one. A reference is wrapped in <c>allOf</c>, as draft 7 ignores keywords beside
    /// <c>$ref</c>.
    /// </summary>
    public static JsonObject WithDescription(this JsonObject schema, string description)
    {
        if (schema.ContainsKey("description")) return schema;
        var described = schema.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(schema) } : schema;
        described.Insert(0, "description", description);
        return described;
    }

    /// <summary>The mapping, with required keys.</summary>
    public static JsonObject WithRequired(this JsonObject mapping, params IEnumerable<string> keys)
    {
        mapping["required"] = Required(keys)["required"]!.DeepClone();
        return mapping;
    }

    private static JsonObject Bounded(string type, double? min, double? max)
    {
        var schema = new JsonObject { ["type"] = type };
        if (min is { } low && double.IsFinite(low)) schema["minimum"] = low;
        if (max is { } high && double.IsFinite(high)) schema["maximum"] = high;
        return schema;
    }
}
