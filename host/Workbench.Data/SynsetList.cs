using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>
/// The classes of an ImageNet model: WordNet ids in the order of its outputs, with names. The name is the first of a line's. Two classes
/// with the same name (a crane is a bird and a machine) get their ids appended.
/// </summary>
internal sealed partial class SynsetList
{
    // The number of classes of the ILSVRC challenge and of torchvision's models.
    private const int ChallengeClasses = 1000;

    private readonly Dictionary<string, int> _indices;

    private SynsetList(IReadOnlyList<string> ids, IReadOnlyList<string> names)
    {
        (Ids, Names) = (ids, names);
        _indices = ids.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
    }

    /// <summary>The WordNet ids, by class.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The names, by class, without duplicates.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether a text is a WordNet id: n and eight digits.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>The class of a WordNet id, or null.</summary>
    public int? IndexOf(string id) => _indices.TryGetValue(id, out var index) ? index : null;

    /// <summary>Reads a list such as <c>synset_words.txt</c>: a class per line, <c>n01440764 tench, Tinca tinca</c>.</summary>
    /// <exception cref="DataException">The file cannot be read, or a line of it is malformed; the message names both.</exception>
    public static SynsetList Read(string path)
    {
        var (ids, names, lines) = (new List<string>(), new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (number, text) in TextLines.Read(path, "The classes"))
        {
            var parts = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (!IsId(parts[0]))
                throw Malformed(
                    number,
                    $"'{TextExcerpt.OneLine(parts[0])}' is not a WordNet id. A line is an id and its names, in the model's order: "
                    + "'n01440764 tench, Tinca tinca'");
            if (!lines.TryAdd(parts[0], number)) throw Malformed(number, $"'{parts[0]}' is already on line {lines[parts[0]]}");
            ids.Add(parts[0]);
            names.Add(parts.ElementAtOrDefault(1)?.Split(',')[0].Trim() is { Length: > 0 } name ? name : parts[0]);
        }
        var shared = names
            .CountBy(name => name, StringComparer.Ordinal)
            .Where(count => count.Value > 1)
            .Select(count => count.Key)
            .ToHashSet(StringComparer.Ordinal);
        return new SynsetList(ids, [.. names.Zip(ids, (name, id) => shared.Contains(name) ? $"{name} ({id})" : name)]);

        DataException Malformed(int line, string why) => new($"The classes '{path}' cannot be used: line {line}: {why}.");
    }

    /// <summary>
    /// The challenge's own order, for data without a list: its thousand WordNet ids sorted, each with itself as name. Null if there are not
    /// a thousand.
    /// </summary>
    public static SynsetList? Sorted(IEnumerable<string> ids)
    {
        List<string> sorted = [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return sorted.Count == ChallengeClasses ? new SynsetList(sorted, sorted) : null;
    }

    [GeneratedRegex(@"^n\d{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
