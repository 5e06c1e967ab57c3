using System.Text;

namespace Workbench.Cli.Suggestions;

/// <summary>A command line as it is typed in a shell, up to the cursor, without the program's name.</summary>
/// <param name="Words">The complete words, without their quotes.</param>
/// <param name="Word">The word at the cursor, without its quotes; empty after a blank.</param>
internal sealed record TypedLine(IReadOnlyList<string> Words, string Word)
{
    // On Windows a backslash separates folders, so it quotes only these characters and no letter.
    private const string Quotable = " \t\"'\\$&;()<>|*?`{}[]#~!";

    /// <summary>Splits a line into words as POSIX shells do. A quote that is still open ends at the cursor.</summary>
    /// <param name="line">The line, which starts with the program's name.</param>
    /// <param name="cursor">The number of characters before the cursor.</param>
    public static TypedLine FromText(string line, int cursor)
    {
        var text = line[..Math.Clamp(cursor, 0, line.Length)];
        var (words, word, quote, isInWord) = (new List<string>(), new StringBuilder(), '\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length && Quotable.Contains(text[i + 1]))
            {
                word.Append(text[++i]);
                isInWord = true;
            }
            else if (quote == '\0' && c is '"' or '\'')
            {
                (quote, isInWord) = (c, true);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isInWord) words.Add(word.ToString());
                (_, isInWord) = (word.Clear(), false);
            }
            else
            {
                word.Append(c);
                isInWord = true;
            }
        }
        return new([.. words.Skip(1)], words.Count == 0 ? "" : word.ToString());
    }
}
