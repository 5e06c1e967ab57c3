using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>
/// The JSON schema of specs and subjects, for editors: they complete keys, methods and options, show citations and help, and mark what is wrong. Made from what the readers read, <see cref="SpecKeys"/>, and from the
/// plugins' option records. It is looser than the readers where a schema cannot say it: names of layers, options in the short form, and what an extended file brings.
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
    /// <param name="catalog">The methods and metrics at hand.</param>
    /// <returns>JSON, indented, ending in a line feed: the same for the same plugins.</returns>
    public static string OfSpecs(IPluginCatalog catalog)
    {
        var tables = Mapping(SpecKeys.Tables, KeyTypes.TablesOf, merges: true).Described("Several tables in one shared plan.");
        tables["anyOf"] = new JsonArray(Required("tables"), Required("figures"));
        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Workbench experiment spec",
            ["anyOf"] = new JsonArray(
                Complete(Mapping(SpecKeys.Spec, KeyTypes.Table, merges: true).Described("One table: methods under metrics, on a subject.")),
                tables,
                MapFigureSchema.Spec()),
            ["definitions"] = new JsonObject
            {
                ["listedTable"] = Complete(Mapping(SpecKeys.ListedTable, KeyTypes.Table, merges: true)).Needing("name"),
                ["figure"] = Mapping(SpecKeys.Figure, KeyTypes.Figure, merges: true),
                ["claim"] = Any(
                    Mapping(SpecKeys.DropClaim, KeyTypes.Claim)
                        .Needing("drop", "exceeds", "from", "to")
                        .Described("The drop of one method from one metric to another exceeds that of others."),
                    Compared(Mapping(SpecKeys.OrderClaim, KeyTypes.Claim).Needing("than"), ["lower", "higher"])
                        .Described("Values of some methods lie below or above those of others."),
                    Compared(Mapping(SpecKeys.NearClaim, KeyTypes.Claim).Needing("near", "within", "methods"), [])
                        .Described("Values of some methods lie near a number.")),
                ["expected"] = Mapping(SpecKeys.Expected, KeyTypes.Expected, merges: true),
                ["subject"] = Subject(),
                ["method"] = CallSchema.Of(PluginKind.Method, catalog),
                ["metric"] = CallSchema.Of(PluginKind.Metric, catalog),
                ["methodMatrix"] = CallSchema.Matrix(PluginKind.Method, catalog),
                ["metricMatrix"] = CallSchema.Matrix(PluginKind.Metric, catalog),
                ["steps"] = CallSchema.Steps(),
                ["pipeline"] = CallSchema.Pipeline(),
            },
        };
        return root.ToJsonString(s_json) + "\n";
    }

    /// <summary>The schema of subject files.</summary>
    /// <returns>JSON, indented, ending in a line feed.</returns>
    public static string OfSubjects()
    {
        var root = Subject();
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "Workbench subject: a model with the data it is asked about");
        return root.ToJsonString(s_json) + "\n";
    }

    // Complete, unless another file gives the rest.
    private static JsonObject Complete(JsonObject table)
    {
        table["anyOf"] = new JsonArray(
            Required("extends"),
            With(Required("methods", "metrics"), ("figure", ["curves", "panels"]), ("expected", ["values"])));
        return table;
    }

    /// <summary>The schema of model cards.</summary>
    /// <returns>JSON, indented, ending in a line feed.</returns>
    public static string OfModels()
    {
        var root = Mapping(SpecKeys.Model, KeyTypes.Model, merges: true);
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "Workbench model card: weights, and how they make a VGG");
        return root.ToJsonString(s_json) + "\n";
    }

    private static JsonObject Subject()
    {
        var subject = Mapping(SpecKeys.Subject, KeyTypes.Subject, merges: true);
        subject["anyOf"] = new JsonArray(Required("extends"), WithModel(With(Required("model", "data"), ("data", ["format"]))));
        return subject;
    }

    // A model has weights or a card that names them; the input is the subject's to say, unless the model does.
    private static JsonObject WithModel(JsonObject subject)
    {
        subject["properties"]!["model"] = Any(Required("weights"), Required("extends"));
        var said = new JsonObject { ["properties"] = new JsonObject { ["model"] = Any(Required("input"), Required("extends")) } };
        subject["allOf"] = new JsonArray(Any(Required("input"), said));
        return subject;
    }

    private static JsonObject With(JsonObject schema, params (string Key, string[] Needs)[] inner)
    {
        var properties = new JsonObject();
        foreach (var (key, needs) in inner) properties[key] = Required(needs);
        schema["properties"] = properties;
        return schema;
    }

    // Of a metric's headline or of its curve at a place; and one of some other keys.
    private static JsonObject Compared(JsonObject claim, string[] one)
    {
        var parts = new JsonArray(Any(Required("metric"), Required("curve", "at")));
        if (one.Length > 0) parts.Add((JsonNode)Any(one.Select(key => Required(key))));
        claim["allOf"] = parts;
        return claim;
    }
}
