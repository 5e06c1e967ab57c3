using System.Text.RegularExpressions;
using Workbench.Reporting.Tests.Pairs;

namespace Workbench.Reporting.Tests;

public sealed partial class LatexTableTests
{
    [Fact]
    public void The_table_has_captions_groups_and_rules() => Runs.Text(new LatexTable()).ShouldBe("""
        % \usepackage{booktabs,graphicx}
        \begin{table}
          \centering
          \caption{Table 0. A \textbar{} test}
          \label{tab:table-0-a-test}
          \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%
          \begin{tabular}{@{}llrrrrrrrr@{}}
            \toprule
             &  & \multicolumn{4}{c}{hits \%} & \multicolumn{4}{c}{restricted-{}hits \%} \\
            \cmidrule(lr){3-6} \cmidrule(lr){7-10}
            method & in the paper & ours & paper & $\Delta$ paper & class-{}mean & ours & paper & $\Delta$ paper & class-{}mean \\
            \midrule
            alpha & ALPHA & 75.0 [70.0, 81.3] & 74.1 & +0.9 & 70.0 & 50.0 [25.0, 75.0] & 48.9 & +1.1 & 50.0 \\
            beta@b4 & BETA, B4 & 33.3 [0.0, 100.0] & 40.0 & $-$6.7 & 30.0 & failed & -- & -- & -- \\
            \bottomrule
          \end{tabular}}
          \par\smallskip\footnotesize\raggedright
          3 images of rooms; 95 \% intervals by bootstrap over images.\par
          Skipped 1 image that could not be read (skipped.csv).\par
          hits: skipped 1 pair (skipped.csv).\par
          hits, alpha: 1 class had no trial.\par
          beta@b4 failed under restricted-{}hits: the map has shape [1,2], not [1,1,h,w]\par
        \end{table}

        """);

    [Theory]
    [InlineData(
        "a_b{γ=∞} 5 % & #1 $x^2$ ~ \\",
        @"a\_b\{$\gamma$=$\infty$\} 5 \% \& \#1 \$x\textasciicircum{}2\$ \textasciitilde{} \textbackslash{}"
    )]
    [InlineData("−1 – “é” Š ≥ 漢 \u0001", @"$-$1 -- ``é'' Š $\geq$ \texttt{U+6F22} \texttt{U+0001}")]
    [InlineData("a\nb", "a b")]
    [InlineData("--x <y> \"z\" ΑΩ ς", @"-{}-{}x \textless{}y\textgreater{} ''z'' $A$$\Omega$ $\varsigma$")]
    public void Text_is_escaped_for_pdflatex(string text, string latex) => LatexText.Escape(text).ShouldBe(latex);

    [Fact]
    public void Names_with_special_characters_keep_the_structure()
    {
        string[] methods = [@"a\\ & b % c", "} \\end{tabular} {", "[2em]", "γ=∞"];
        var result = Compared.Create([.. methods.Select((method, i) => (method, new[] { 0.0, 1, i % 2 }))]) with
        {
            Title = @"\input{x} % {",
        };
        var latex = Curves.Text(new LatexTable(), new TableReport(result, null, []));
        latex.ShouldContain(@"{}[2em] &");
        var (open, depth) = (new Stack<string>(), 0);
        foreach (var line in latex.Split('\n'))
        {
            foreach (Match match in Environments().Matches(line))
                if (match.Groups["what"].Value == "begin") open.Push(match.Groups["name"].Value);
                else open.Pop().ShouldBe(match.Groups["name"].Value);
            var plain = Escapes().Replace(line, "");
            depth += plain.Count(c => c == '{') - plain.Count(c => c == '}');
            depth.ShouldBeGreaterThanOrEqualTo(0);
        }
        (open.Count, depth).ShouldBe((0, 0));
        var columns = Regex.Match(latex, @"\\begin\{tabular\}\{@\{\}(?<columns>[lr]+)@\{\}\}").Groups["columns"].Length;
        var rows = latex.Split('\n').Where(line => line.EndsWith(@" \\", StringComparison.Ordinal)).ToList();
        rows.Count.ShouldBe(2 + methods.Length);
        rows.ShouldAllBe(row => Cells(row) == columns);
        latex.ShouldAllBe(c => c < 0x80);
    }

    // The number of cells of a row, with spans counted.
    private static int Cells(string row) =>
        Regex
            .Split(row, @"(?<!\\)&")
            .Sum(cell =>
                Regex.Match(cell, @"\\multicolumn\{(?<span>\d+)\}") is { Success: true } match ? int.Parse(match.Groups["span"].Value) : 1);

    [GeneratedRegex(@"\\(?<what>begin|end)\{(?<name>\w+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Environments();

    [GeneratedRegex(@"\\[{}]|(?<!\\)%.*")]
    private static partial Regex Escapes();
}
