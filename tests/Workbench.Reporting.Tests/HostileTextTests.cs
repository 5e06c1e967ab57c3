using Workbench.Reporting.Exports;

namespace Workbench.Reporting.Tests;

/// <summary>Names and titles that a spreadsheet, a browser or a terminal would interpret are written as text.</summary>
public sealed class HostileTextTests
{
    [Theory]
    [
        InlineData("=1+2", "'=1+2"),
        InlineData("+cmd", "'+cmd"),
        InlineData("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        InlineData("@SUM(A1)", "'@SUM(A1)"),
        InlineData("\tx", "'\tx"),
        InlineData("-", "'-"),
        InlineData("=", "'="),
        InlineData("＝1", "'＝1")
    ]
    [
        InlineData("-0.5", "-0.5"),
        InlineData("+3", "+3"),
        InlineData("-1E-05", "-1E-05"),
        InlineData("-0", "-0"),
        InlineData("a=b", "a=b"),
        InlineData("gradcam-pos@b5", "gradcam-pos@b5"),
        InlineData("", ""),
        InlineData("'=1", "'=1")
    ]
    public void A_formula_in_a_cell_is_escaped_and_a_number_is_not(string cell, string written) =>
        CsvText
            .Format(
                ["a", "b"],
                [
                    ["x", cell],
                ])
            .ShouldBe($"a,b\nx,{written}\n");

    [Fact]
    public void A_cell_with_a_line_end_first_is_quoted_text() => CsvText.Format(["a"], [["\r=1"]]).ShouldBe("a\n\"'\r=1\"\n");

    [Theory]
    [
        InlineData("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        InlineData("a<img src=x onerror=y>", "a&lt;img src=x onerror=y>"),
        InlineData("&lt;b>", "&amp;lt;b>"),
        InlineData("R&D", "R&D"),
        InlineData("[x](javascript:alert)", @"[x]\(javascript:alert)")
    ]
    [
        InlineData("![x](http://a)", @"\!\[x]\(http://a)"),
        InlineData("one\ntwo", "one two"),
        InlineData("`code`", @"\`code\`"),
        InlineData("\u001b[31mred", "␛[31mred"),
        InlineData("a|b", "a|b"),
        InlineData("63.9 [60.0, 65.0]", "63.9 [60.0, 65.0]")
    ]
    public void A_title_in_markdown_is_text(string title, string written) => MarkdownText.Escape(title).ShouldBe(written);

    [Fact]
    public void A_pipe_in_a_cell_is_escaped() => MarkdownText.EscapeCell("a | b").ShouldBe(@"a \| b");

    [Theory]
    [
        InlineData("\u001b]0;title\u0007", "␛]0;title␇"),
        InlineData("a\rb", "a␍b"),
        InlineData("\b\b", "␈␈"),
        InlineData("\0", "␀"),
        InlineData("\u007f", "␡"),
        InlineData("\u009b31m", "\ufffd31m"),
        InlineData("a\u202egnp.exe", "a\ufffdgnp.exe"),
        InlineData("\u2066x\u2069", "\ufffdx\ufffd"),
        InlineData("\u2028", "\ufffd")
    ]
    [InlineData("one\ntwo\tthree", "one\ntwo\tthree"), InlineData("Café 日本 😀 −0.5", "Café 日本 😀 −0.5"), InlineData("", "")]
    public void Control_characters_become_visible(string text, string shown) => ControlCharacters.Replace(text).ShouldBe(shown);

    [Fact]
    public void A_title_in_latex_is_text() =>
        LatexText
            .Escape("\\input{/etc/passwd} $x$ 50% \u001b")
            .ShouldBe(@"\textbackslash{}input\{/etc/passwd\} \$x\$ 50\% \texttt{U+001B}");
}
