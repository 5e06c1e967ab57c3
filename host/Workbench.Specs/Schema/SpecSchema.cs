using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>
/// The JSON schemas of specs, subjects and model cards. Editors use them to complete keys, methods and options, to show citations and help,
/// and to mark mistakes. They are generated from <see cref="SpecKeys"/>, which the readers use too, and from the plugins' option records.
/// They are looser than the readers where a schema cannot express the rule: names of layers, options in the short form, and the keys
/// inherited from an extended file.
/// </summary>
public static class SpecSchema
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema of experiment specs.</summary>
    /// <param name="catalog">The available methods and metrics.</param>
    /// <returns>Indented JSON that ends in a line feed, deterministic for given plugins.</returns>
    public static string CreateSpecSchema(IPluginCatalog catalog)
    {
        var tables = Mapping(SpecKeys.Tables, KeyTypes.Tables, merges: true).WithDescription("Several tables that share one plan.");
        tables["anyOf"] = new JsonArray(Required("tables"), Required("figures"));
        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Workbench experiment spec",
            ["anyOf"] = new JsonArray(
                RequireTableKeys(
                    Mapping(SpecKeys.Spec, KeyTypes.Table, merges: true).WithDescription("One table of methods and metrics on a subject.")),
                tables,
                MapFigureSchema.Spec()),
            ["definitions"] = new JsonObject
            {
                ["listedTable"] = RequireTableKeys(Mapping(SpecKeys.ListedTable, KeyTypes.Table, merges: true)).WithRequired("name"),
                ["figure"] = Mapping(SpecKeys.Figure, KeyTypes.Figure, merges: true),
                ["claim"] = AnyOf(
                    Mapping(SpecKeys.DropClaim, KeyTypes.Claim)
                        .WithRequired("drop", "exceeds", "from", "to")
                        .WithDescription("A method's drop from one metric to another exceeds the drops of others."),
                    RequireMetricOrCurve(Mapping(SpecKeys.OrderClaim, KeyTypes.Claim).WithRequired("than"), ["lower", "higher"])
                        .WithDescription("The values of some methods lie below or above those of others."),
                    RequireMetricOrCurve(Mapping(SpecKeys.NearClaim, KeyTypes.Claim).WithRequired("near", "within", "methods"), [])
                        .WithDescription("The values of some methods lie near a number.")),
                ["expected"] = Mapping(SpecKeys.Expected, KeyTypes.Expected, merges: true),
                ["subject"] = Subject(),
                ["method"] = CallSchema.Call(PluginKind.Method, catalog),
                ["metric"] = CallSchema.Call(PluginKind.Metric, catalog),
                ["methodMatrix"] = CallSchema.Matrix(PluginKind.Method, catalog),
                ["metricMatrix"] = CallSchema.Matrix(PluginKind.Metric, catalog),
                ["steps"] = CallSchema.Steps(),
                ["pipeline"] = CallSchema.Pipeline(),
            },
        };
        return root.ToJsonString(s_json) + "\n";
    }

    /// <summary>The schema of subject files.</summary>
    /// <returns>Indented JSON that ends in a line feed.</returns>
    public static string CreateSubjectSchema()
    {
        var root = Subject();
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "Workbench subject: a model and its data");
        return root.ToJsonString(s_json) + "\n";
    }

    // Requires all keys of a table, unless it extends a file.
    private static JsonObject RequireTableKeys(JsonObject table)
    {
        table["anyOf"] = new JsonArray(
            Required("extends"),
            WithInnerRequired(Required("methods", "metrics"), ("figure", ["curves", "panels"]), ("expected", ["values"])));
        return table;
    }

    /// <summary>The schema of model cards.</summary>
    /// <returns>Indented JSON that ends in a line feed.</returns>
    public static string CreateModelCardSchema()
    {
        var root = Mapping(SpecKeys.Model, KeyTypes.Model, merges: true);
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "Workbench model card: weights, and how they form a VGG");
        return root.ToJsonString(s_json) + "\n";
    }

    private static JsonObject Subject()
    {
        var subject = Mapping(SpecKeys.Subject, KeyTypes.Subject, merges: true);
        subject["anyOf"] = new JsonArray(
            Required("extends"),
            RequireModelKeys(WithInnerRequired(Required("model", "data"), ("data", ["format"]))));
        return subject;
    }

    // A model has weights, or extends a card with weights. The subject needs 'input' unless the model may have it.
    private static JsonObject RequireModelKeys(JsonObject subject)
    {
        subject["properties"]!["model"] = AnyOf(Required("weights"), Required("extends"));
        var inModel = new JsonObject { ["properties"] = new JsonObject { ["model"] = AnyOf(Required("input"), Required("extends")) } };
        subject["allOf"] = new JsonArray(AnyOf(Required("input"), inModel));
        return subject;
    }

    private static JsonObject WithInnerRequired(JsonObject schema, params (string Key, string[] Needs)[] inner)
    {
        var properties = new JsonObject();
        foreach (var (key, needs) in inner) properties[key] = Required(needs);
        schema["properties"] = properties;
        return schema;
    }

    // Requires 'metric', or 'curve' with 'at', and one of the other keys.
    private static JsonObject RequireMetricOrCurve(JsonObject claim, string[] one)
    {
        var parts = new JsonArray(AnyOf(Required("metric"), Required("curve", "at")));
        if (one.Length > 0) parts.Add((JsonNode)AnyOf(one.Select(key => Required(key))));
        claim["allOf"] = parts;
        return claim;
    }
}
