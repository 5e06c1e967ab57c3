using System.Text.Json.Nodes;
using Workbench.Specs.Yaml;

namespace Workbench.Specs.Keys;

/// <summary>A type of values in specs.</summary>
/// <param name="Values">The values in words, for messages and docs: "a whole number, 1 or more".</param>
/// <param name="Read">Reads a value; null, with the problem reported, if it is not of the type.</param>
/// <param name="Schema">Creates the schema: a new node for each call, as a JSON node has only one parent.</param>
internal sealed record KeyType<T>(string Values, Func<KeyContext, YamlNode, T?> Read, Func<JsonObject> Schema);

/// <summary>Where a value is read.</summary>
/// <param name="Key">The key, for messages.</param>
/// <param name="Problems">Collects the mistakes.</param>
/// <param name="Calls">Reads methods and metrics, for mappings of tables and figures.</param>
internal sealed record KeyContext(string Key, ProblemList Problems, CallReader? Calls)
{
    /// <summary>Reads methods and metrics.</summary>
    /// <exception cref="InvalidOperationException">The mapping's reader has none.</exception>
    public CallReader RequiredCalls => Calls ?? throw new InvalidOperationException($"'{Key}' is read without a reader of methods.");

    /// <summary>A text; null, with the problem reported, if the value is not a text.</summary>
    public YamlScalar? Text(YamlNode value) => value is YamlScalar { IsNull: false } text ? text : Reject<YamlScalar>(value, "text");

    /// <summary>The items of a list; null, with the problem reported, if the value is not a list.</summary>
    public IReadOnlyList<YamlNode>? List(YamlNode value) => (value as YamlList ?? Reject<YamlList>(value, "a list"))?.Items;

    /// <summary>A mapping; null, with the problem reported, if the value is not one.</summary>
    public YamlMap? Map(YamlNode value) => value as YamlMap ?? Reject<YamlMap>(value, "a mapping");

    /// <summary>Reports a value of a wrong type.</summary>
    public T? Reject<T>(YamlNode value, string expected)
    {
        Problems.Add(value.Mark, $"'{Key}' must be {expected}, not {value.Kind}.");
        return default;
    }
}
