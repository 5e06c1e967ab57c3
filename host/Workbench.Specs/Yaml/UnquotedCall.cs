using System.Text.RegularExpressions;

namespace Workbench.Specs.Yaml;

/// <summary>
/// A method or metric with options that stands without quotes in a list in brackets or a mapping in braces: YAML takes its braces for a mapping's, and says
/// something else at another place.
/// </summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Text">As it is written.</param>
internal sealed partial record UnquotedCall(int Line, int Column, string Text)
{
    // A person's lists are shorter; a damaged file's lines may be millions of characters.
    private const int MostLines = 50, LongestLine = 1000;

    /// <summary>The first one in some lines, or null.</summary>
    /// <param name="text">A file that is no YAML.</param>
    /// <param name="first">Line where YAML was lost, from 1.</param>
    /// <param name="last">Line where that was noticed.</param>
    public static UnquotedCall? Find(string text, int first, int last)
    {
        var lines = text.Split('\n').Index().Skip(first - 1).Take(Math.Clamp(last - first + 1, 1, MostLines));
        foreach (var (index, line) in lines.Where(line => line.Item.Length <= LongestLine))
            if (Call().Matches(line).FirstOrDefault(match => !IsQuoted(line[..match.Index])) is { } call)
                return new UnquotedCall(index + 1, call.Index + 1, call.Value.TrimEnd());
        return null;
    }

    private static bool IsQuoted(string before) => before.Count(c => c == '"') % 2 == 1 || before.Count(c => c == '\'') % 2 == 1;

    // id, id@layer; {option=value, …}; | step, | step{option=value}.
    [GeneratedRegex(
        @"(?<![\w.+-])[A-Za-z][\w.+-]*(@[\w.]+)?\{[^{}=]*=[^{}]*\}(\s*\|\s*[\w-]+(\{[^{}]*\})?)*",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Call();
}
