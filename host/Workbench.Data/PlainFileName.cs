namespace Workbench.Data;

/// <summary>
/// Any text as the name of a file, on any system. Two texts never have one name: a text that is a plain name already (letters, digits, '-', '_' and '.') stays as it is, and every other one keeps what can
/// be read of it and gets <c>~</c> and sixteen digits of its hash, which no plain name has.
/// </summary>
public static class PlainFileName
{
    private const int Longest = 150;    // of the 255 bytes of most file systems: an ending is to come
    private const int Readable = 100;   // characters kept before a hash

    // Names of devices on Windows, whatever ending they have.
    private static readonly HashSet<string> s_devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The name.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="hashed">Whether it gets the hash in any case: of two texts that differ in upper and lower case alone, some file systems make one file.</param>
    public static string Of(string text, bool hashed = false) => !hashed && IsPlain(text) ? text : $"{Kept(text)}~{Seeds.Of(0, text):x16}";

    /// <summary>Those of some texts that differ from another one in upper and lower case alone.</summary>
    /// <param name="texts">The texts.</param>
    public static IReadOnlySet<string> Twins(IEnumerable<string> texts) =>
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

    private static string Kept(string text) => string.Concat(text.Take(Readable).Select(c => IsPlain(c) ? c : '_')).TrimStart('.');
}
