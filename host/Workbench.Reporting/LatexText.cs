using System.Text;

namespace Workbench.Reporting;

/// <summary>
/// Escapes text for pdflatex. Characters that its fonts lack become a command, or their code point if no command exists.
/// </summary>
internal static class LatexText
{
    private static readonly Dictionary<int, string> s_commands = new()
    {
        ['\\'] = @"\textbackslash{}",
        ['{'] = @"\{",
        ['}'] = @"\}",
        ['&'] = @"\&",
        ['%'] = @"\%",
        ['$'] = @"\$",
        ['#'] = @"\#",
        ['_'] = @"\_",
        ['~'] = @"\textasciitilde{}",
        ['^'] = @"\textasciicircum{}",
        ['<'] = @"\textless{}",
        ['>'] = @"\textgreater{}",
        ['|'] = @"\textbar{}",
        ['"'] = "''",
        // Separated, since two in a row would become a longer dash or a quotation mark.
        ['-'] = "-{}", ['\''] = "'{}", ['`'] = "`{}",
        ['−'] = "$-$",
        ['–'] = "--",
        ['—'] = "---",
        ['…'] = @"\ldots{}",
        ['∞'] = @"$\infty$",
        ['×'] = @"$\times$",
        ['·'] = @"$\cdot$",
        ['±'] = @"$\pm$",
        ['≤'] = @"$\leq$",
        ['≥'] = @"$\geq$",
        ['≠'] = @"$\neq$",
        ['≈'] = @"$\approx$",
        ['→'] = @"$\rightarrow$",
        ['∑'] = @"$\sum$",
        ['²'] = "$^2$",
        ['³'] = "$^3$",
        ['¹'] = "$^1$",
        ['⁺'] = "$^+$",
        ['⁻'] = "$^-$",
        ['°'] = @"$^\circ$",
        ['µ'] = @"$\mu$",
        ['‘'] = "`", ['’'] = "'", ['“'] = "``", ['”'] = "''", [0xA0] = "~",
    };

    private const string Accented = "ĀāĂăĆćČčĎďĒēĚěĞğĪīŁłŃńŇňŌōŐőŘřŚśŠšŤťŪūŮůŰűŹźŻżŽž";

    // In Unicode order from Α and from α. Letters without a command look like Latin letters.
    private static readonly string[] s_capitals =
    [
        "A", "B", @"\Gamma", @"\Delta", "E", "Z", "H", @"\Theta", "I", "K", @"\Lambda", "M", "N", @"\Xi", "O", @"\Pi", "P", "?", @"\Sigma",
        "T", @"\Upsilon", @"\Phi", "X", @"\Psi", @"\Omega",
    ];
    private static readonly string[] s_small =
        [
            @"\alpha", @"\beta", @"\gamma", @"\delta", @"\varepsilon", @"\zeta", @"\eta", @"\theta", @"\iota", @"\kappa", @"\lambda",
            @"\mu", @"\nu", @"\xi", "o", @"\pi", @"\rho", @"\varsigma", @"\sigma", @"\tau", @"\upsilon", @"\varphi", @"\chi", @"\psi",
            @"\omega",
        ];

    /// <summary>The text on one line, escaped.</summary>
    public static string Escape(string text)
    {
        var latex = new StringBuilder();
        foreach (var rune in text.ReplaceLineEndings(" ").EnumerateRunes()) latex.Append(Escape(rune));
        return latex.ToString();
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        var c when s_commands.TryGetValue(c, out var command) => command,
        >= ' ' and < 0x7F => rune.ToString(),
        // Accented letters that pdflatex composes in every font encoding.
        >= 0xC0 and <= 0xFF and not (0xD0 or 0xDE or 0xF0 or 0xFE) => rune.ToString(),
        _ when Accented.Contains(rune.ToString(), StringComparison.Ordinal) => rune.ToString(),
        >= 0x391 and <= 0x3A9 and var c => $"${s_capitals[c - 0x391]}$",
        >= 0x3B1 and <= 0x3C9 and var c => $"${s_small[c - 0x3B1]}$",
        '\t' => " ",
        var c => $@"\texttt{{U+{c:X4}}}",
    };
}
