using System.Text.RegularExpressions;

namespace Workbench.Specs.Yaml;

/// <summary>
/// A method or metric with options but without quotes, inside a flow list or flow mapping. YAML takes its braces for a mapping and reports
/// a misleading error at another place.
/// </summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Text">The call as written.</param>
internal sealed partial record UnquotedCall(int Line, int Column, string Text)
{
    // Real lists are shorter; a damaged file may have lines of millions of characters.
    private const int MaxLines = 50, MaxLineLength = 1000;

    /// <summary>The first unquoted call in a range of lines, or null.</summary>
    /// <param name="text">A file that is not valid YAML.</param>
    /// <param name="first">First line of the parser's error, from 1.</param>
    /// <param name="last">Last line of the parser's error.</param>
    public static UnquotedCall? Find(string text, int first, int last)
    {
        var lines = text.Split('\n').Index().Skip(first - 1).Take(Math.Clamp(last - first + 1, 1, MaxLines));
        foreach (var (index, line) in lines.Where(line => line.Item.Length <= MaxLineLength))
            if (Call().Matches(line).FirstOrDefault(match => !IsQuoted(line[..match.Index])) is { } call)
                return new UnquotedCall(index + 1, call.Index + 1, call.Value.TrimEnd());
        return null;
    }

    private static bool IsQuoted(string before) => before.Count(c => c == '"') % 2 == 1 || before.Count(c => c == '\'') % 2 == 1;

    // id, id@layer; {option=value, …}; | step, | step{option=value}.
    [GeneratedRegex(
        @"(?<![\w.+-])[A-Za-z][\w.+-]*(@[\w.]+)?\{[^{}=]*=[^{}]*\}(\s*\|\s*[\w-]+(\{[^{}]*\})?)*",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Call();
}
