namespace Workbench.Data;

/// <summary>
/// Turns any text into a file name that is valid on every system. Different texts get different names: a plain text (letters, digits, '-',
/// '_' and '.') stays as it is; any other keeps its readable part, followed by <c>~</c> and sixteen hex digits of its hash, which no plain
/// name contains.
/// </summary>
public static class PlainFileName
{
    private const int Longest = 150;    // most file systems allow 255 bytes, and an extension follows
    private const int Readable = 100;   // characters kept before a hash

    // Device names on Windows, with any extension.
    private static readonly HashSet<string> s_devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The file name of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="hashed">
    /// Whether to append the hash in any case, for texts that differ in case alone and share a file on some systems.
    /// </param>
    public static string FromText(string text, bool hashed = false) =>
        !hashed && IsPlain(text) ? text : $"{ReadablePart(text)}~{Seeds.Derive(0, text):x16}";

    /// <summary>The texts that differ from another one in case alone.</summary>
    /// <param name="texts">The texts.</param>
    public static IReadOnlySet<string> CaseVariants(IEnumerable<string> texts) =>
        texts
            .Distinct(StringComparer.Ordinal)
            .GroupBy(text => text, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Skip(1).Any())
            .SelectMany(group => group)
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= Longest
        && text[0] != '.'
        && text[^1] != '.'
        && text.All(IsPlain)
        && !s_devices.Contains(text.Split('.')[0]);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static string ReadablePart(string text) => string.Concat(text.Take(Readable).Select(c => IsPlain(c) ? c : '_')).TrimStart('.');
}
