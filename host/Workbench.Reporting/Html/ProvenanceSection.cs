using System.Text.Json;

namespace Workbench.Reporting.Html;

/// <summary>The provenance of a run: a list of facts, then the whole file.</summary>
internal static class ProvenanceSection
{
    private const int LongestFact = 200;
    private static readonly string[] s_names = ["kind", "id", "file", "name"];

    public static PageSection Create(string json) => new("provenance", "Provenance", Fragment.Create($"""
        <dl class="facts">
        {Fragment.Each(Facts(json).Where(fact => fact.Value.Length is > 0 and <= LongestFact && !fact.Value.Contains('\n')), fact =>
            Fragment.Create($"<div><dt>{ProvenanceLabels.Label(fact.Key)}</dt><dd>{fact.Value}</dd></div>\n")
        )}</dl>
        {Fragment.Each(Facts(json).Where(fact => fact.Value.Contains('\n')), fact =>
            Fragment.Create(
                $"<details><summary>{ProvenanceLabels.Label(fact.Key)}</summary><pre tabindex=\"0\">{fact.Value}</pre></details>\n")
        )}<details><summary>provenance.json</summary><pre tabindex="0">{json}</pre></details>

        """));

    /// <summary>The scalars of a JSON object by path, for example <c>weights.sha256</c>; empty if the text is not JSON.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Facts(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. Facts(document.RootElement, "")];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Facts(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element
            .EnumerateObject()
            .SelectMany(property => Facts(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array
            when element.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) =>
        [
            new(path, string.Join(' ', element.EnumerateArray())),
        ],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => NamedFacts(path, item)),
        JsonValueKind.Null => [],
        JsonValueKind.True => [new(path, "yes")],
        JsonValueKind.False => [new(path, "no")],
        _ => [new(path, element.ToString())],
    };

    // The path of an item contains its name: plugins Aggregation.dll.sha256.
    private static IEnumerable<KeyValuePair<string, string>> NamedFacts(string path, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return Facts(item, path);
        var names = item.EnumerateObject().Where(property => s_names.Contains(property.Name)).ToList();
        var named = string.Join(' ', names.Select(name => name.Value.ToString()).Prepend(path));
        return item.EnumerateObject()
            .Where(property => !s_names.Contains(property.Name))
            .SelectMany(property => Facts(property.Value, $"{named}.{property.Name}"));
    }
}
