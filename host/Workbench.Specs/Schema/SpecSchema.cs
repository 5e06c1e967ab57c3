using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using Workbench.Specs.Claims;
using Workbench.Specs.Figures;
using Workbench.Specs.Keys;
using Workbench.Specs.Models;
using static Workbench.Specs.Keys.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>
/// The JSON schemas of specs, subjects and model cards. Editors use them to complete keys, methods and options, to show citations and help,
/// and to mark mistakes. They are generated from the keys (<see cref="SpecKey"/>), which the readers use too, and from the plugins' option
/// records. They are looser than the readers where a schema cannot express the rule: names of layers, options in the short form, and the
/// keys inherited from an extended file.
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
        var tables = TableKeys.SpecOfTables.CreateSchema().WithDescription("Several tables that share one plan.");
        tables["anyOf"] = new JsonArray(Required("tables"), Required("figures"));
        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Workbench experiment spec",
            ["anyOf"] = new JsonArray(
                Table(TableKeys.Spec).WithDescription("One table of methods and metrics on a subject."),
                tables,
                MapFigure()),
            ["definitions"] = new JsonObject
            {
                ["listedTable"] = Table(TableKeys.ListedTable).WithRequired(TableKeys.Name.Name),
                ["figure"] = CurveFigureKeys.Figure.CreateSchema(),
                ["claim"] = AnyOf(
                    ClaimKeys
                        .Drop.CreateSchema()
                        .WithDescription("A method's drop from one metric to another exceeds the drops of others."),
                    RequireMetricOrCurve(ClaimKeys.Order.CreateSchema(), ClaimKeys.Lower, ClaimKeys.Higher)
                        .WithDescription("The values of some methods lie below or above those of others."),
                    RequireMetricOrCurve(ClaimKeys.Near.CreateSchema())
                        .WithDescription("The values of some methods lie near a number.")),
                ["expected"] = ExpectedKeys.Mapping.CreateSchema(),
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

    // A table has all required keys, or extends a file that may have them.
    private static JsonObject Table(KeyMapping keys)
    {
        var table = keys.CreateSchema();
        table["anyOf"] = new JsonArray(
            Required(RunKeys.Extends.Name),
            WithInnerRequired(
                Required(keys.RequiredNames),
                (TableKeys.Figure, CurveFigureKeys.Figure.RequiredNames),
                (TableKeys.Expected, ExpectedKeys.Mapping.RequiredNames)));
        return table;
    }

    private static JsonObject MapFigure()
    {
        var figure = MapFigureKeys.Spec.CreateSchema().WithDescription("A figure: a grid of maps over images.");
        figure["anyOf"] = new JsonArray(Required(RunKeys.Extends.Name), Required(MapFigureKeys.Spec.RequiredNames));
        return figure;
    }

    /// <summary>The schema of model cards.</summary>
    /// <returns>Indented JSON that ends in a line feed.</returns>
    public static string CreateModelCardSchema()
    {
        var root = ModelKeys.Mapping.CreateSchema();
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "Workbench model card: weights, and how they form a network");
        return root.ToJsonString(s_json) + "\n";
    }

    private static JsonObject Subject()
    {
        var subject = SubjectKeys.Mapping.CreateSchema();
        subject["anyOf"] = new JsonArray(
            Required("extends"),
            RequireModelKeys(WithInnerRequired(Required(SubjectKeys.Mapping.RequiredNames), (SubjectKeys.Data, [DataKeys.Format.Name]))));
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

    private static JsonObject WithInnerRequired(JsonObject schema, params (SpecKey Key, IReadOnlyList<string> Needs)[] inner)
    {
        var properties = new JsonObject();
        foreach (var (key, needs) in inner) properties[key.Name] = Required(needs);
        schema["properties"] = properties;
        return schema;
    }

    // Requires 'metric', or 'curve' with 'at', and one of the other keys.
    private static JsonObject RequireMetricOrCurve(JsonObject claim, params IReadOnlyList<SpecKey> one)
    {
        var metric = AnyOf(Required(ClaimKeys.Metric.Name), Required(ClaimKeys.Curve.Name, ClaimKeys.At.Name));
        claim["allOf"] = one.Count == 0
            ? new JsonArray(metric)
            : new JsonArray(metric, AnyOf(one.Select(key => Required(key.Name))));
        return claim;
    }
}
