using System.Text;

namespace Workbench.Engine.Model.Files;

/// <summary>What is wrong with a file, as a clause that begins with 'it' or 'its'. Readers throw it; what opened the file makes a <see cref="WeightsException"/> with its name of it.</summary>
internal class UnreadableException(string clause) : Exception(clause)
{
    private const int Longest = 80;

    /// <summary>Text of a file as a message may show it: printable, and not longer than a line.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > Longest ? text[..Longest] + "…" : text)
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return shown.ToString();
    }
}

/// <summary>A file asks for what no tensor needs.</summary>
internal sealed class RefusedException(string clause) : UnreadableException(clause);
