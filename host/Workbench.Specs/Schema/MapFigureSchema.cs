using System.Text.Json.Nodes;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;
using Workbench.Results;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>The schema of figures of maps: <c>maps</c> in a spec of one figure, <c>figures</c> in a spec of tables.</summary>
internal static class MapFigureSchema
{
    /// <summary>A spec of one figure of maps.</summary>
    public static JsonObject Spec()
    {
        var spec = Mapping(SpecKeys.MapFigure, FigureKey, merges: true).WithDescription("A figure: a grid of maps over images.");
        spec["anyOf"] = new JsonArray(Required("extends"), Required("maps", "subject"));
        return spec;
    }

    /// <summary>The value of <c>figures</c>.</summary>
    public static JsonObject Figures() =>
        ListOf(AnyOf(Text(), Mapping(SpecKeys.ListedMapFigure, FigureKey, merges: true).WithRequired("name")));

    private static JsonObject FigureKey(string key) => key switch
    {
        "title" => Text(),
        "maps" => Mapping(SpecKeys.Maps, Maps, merges: true),
        _ => KeyTypes.Run(key),
    };

    private static JsonObject Maps(string key) => key switch
    {
        "images" => AnyOf(Text(), ListOf(Text()), Mapping(SpecKeys.MapImages, Images, merges: true).WithRequired("pick")),
        "rows" => Mapping(SpecKeys.MapRows, Rows, merges: true),
        "columns" => ListOf(CallSchema.Item(PluginKind.Method)),
        "labels" => new JsonObject { ["type"] = "object", ["additionalProperties"] = Text() },
        "scale" => Names<MapScale>(),
        "sign" => Names<MapSign>(),
        "scores" => Names<OutputScore>(),
        "boxes" => new JsonObject { ["type"] = "boolean" },
        _ => throw KeyTypes.MissingType("maps", key),
    };

    private static JsonObject Images(string key) => key switch
    {
        "pick" => Enum([TwoLargeObjects.Name]),
        "count" => Integer(1),
        "skip" or "strongest" => Integer(0),
        "smallest" or "overlap" => Number(0, 1),
        _ => throw KeyTypes.MissingType("a choice of images", key),
    };

    private static JsonObject Rows(string key) => key switch
    {
        "classes" or "states" => ListOf(AnyOf(Text(), Integer(0))),
        "class" or "state" => AnyOf(Text(), Integer(0)),
        "sigma" => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 },
        "seed" => Integer(0),
        _ => throw KeyTypes.MissingType("rows", key),
    };

    private static JsonObject Names<T>() where T : struct, Enum => Enum(System.Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
}
