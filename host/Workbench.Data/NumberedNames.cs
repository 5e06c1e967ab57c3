using System.Text.RegularExpressions;

namespace Workbench.Data;

/// <summary>
/// Names that end in numbers of different length, such as 0 to 19. As texts, by which folders become classes, 10 comes before 2.
/// </summary>
internal static partial class NumberedNames
{
    /// <summary>The first neighbours whose numeric order differs from their text order; null if there are none.</summary>
    /// <param name="names">The names in text order.</param>
    public static (string First, string Second)? OutOfOrder(IReadOnlyList<string> names) =>
        names.Zip(names.Skip(1)).Where(pair => IsLater(pair.First, pair.Second)).Cast<(string, string)?>().FirstOrDefault();

    private static bool IsLater(string first, string second)
    {
        var (a, b) = (Numbered().Match(first), Numbered().Match(second));
        if (!a.Success || !b.Success || a.Groups["head"].Value != b.Groups["head"].Value) return false;
        var (one, other) = (a.Groups["number"].Value.TrimStart('0'), b.Groups["number"].Value.TrimStart('0'));
        return one.Length > other.Length || one.Length == other.Length && string.CompareOrdinal(one, other) > 0;
    }

    [GeneratedRegex(@"^(?<head>.*?)(?<number>[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Numbered();
}
