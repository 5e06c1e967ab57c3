using System.Text.Json.Nodes;
using static Workbench.Specs.Schema.JsonSchema;

namespace Workbench.Specs.Schema;

/// <summary>Specs that draw maps: <c>maps</c> in a spec of its own, <c>figures</c> in a spec of tables. Whoever reads these keys says here what they hold; until then they may hold anything.</summary>
internal static class MapFigureSchema
{
    /// <summary>A spec that draws a grid of maps.</summary>
    public static JsonObject Spec() => new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["maps"] = new JsonObject { ["type"] = "object" } } }.Needing("maps").Described("A figure of maps over an image.");

    /// <summary>The value of <c>figures</c> beside tables.</summary>
    public static JsonObject Figures() => ListOf(Any(Text(), new JsonObject { ["type"] = "object" })).Described("Figures of maps: paths of specs that have 'maps', and such specs themselves.");
}
