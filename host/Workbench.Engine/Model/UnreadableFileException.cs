using System.Text;

namespace Workbench.Engine.Model;

/// <summary>
/// A fault of a weights file, as a clause such as "it is truncated". <see cref="Files.WeightsFile"/> converts it to a
/// <see cref="WeightsException"/> that names the file.
/// </summary>
internal class UnreadableFileException(string clause) : Exception(clause)
{
    private const int Longest = 80;

    /// <summary>Text from a file for a message: control characters replaced, cut to 80 characters.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > Longest ? text[..Longest] + "…" : text)
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return shown.ToString();
    }
}

/// <summary>A pickle uses a name or call that tensors do not need, which may be an attack.</summary>
internal sealed class UnsafePickleException(string clause) : UnreadableFileException(clause);
