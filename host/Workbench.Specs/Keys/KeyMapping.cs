using System.Text.Json.Nodes;

namespace Workbench.Specs.Keys;

/// <summary>The keys that a mapping may have.</summary>
/// <param name="What">A noun for messages: "a panel".</param>
/// <param name="Keys">The keys.</param>
internal sealed record KeyMapping(string What, params IReadOnlyList<SpecKey> Keys)
{
    /// <summary>Whether the mapping may extend another: <c>~</c> then removes a key, and a required key may be inherited.</summary>
    public bool Merges { get; init; }

    public IReadOnlyList<string> Names { get; } = [.. Keys.Select(key => key.Name)];

    /// <summary>Names of the required keys.</summary>
    public IReadOnlyList<string> RequiredNames { get; } = [.. Keys.Where(key => key.IsRequired).Select(key => key.Name)];

    /// <summary>Creates the schema: these keys and no others. Required keys are required unless the mapping merges.</summary>
    public JsonObject CreateSchema()
    {
        var properties = new JsonObject();
        foreach (var key in Keys) properties[key.Name] = key.CreateSchema(Merges);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        return Merges || RequiredNames.Count == 0 ? schema : schema.WithRequired(RequiredNames);
    }
}
