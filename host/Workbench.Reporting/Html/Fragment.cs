using System.Runtime.CompilerServices;
using System.Text;

namespace Workbench.Reporting.Html;

/// <summary>A piece of HTML. Text becomes part of one only escaped: what an interpolated string writes out is markup, what it fills in is text, or another fragment.</summary>
internal sealed class Fragment
{
    private readonly string _html;

    private Fragment(string html) => _html = html;

    /// <summary>Nothing.</summary>
    public static Fragment Empty { get; } = new("");

    /// <summary>Markup with text and fragments filled in.</summary>
    public static Fragment Of(Builder markup) => new(markup.ToString());

    /// <summary>Markup that is known to be sound: a file of ours, an SVG that was parsed.</summary>
    public static Fragment Trusted(string html) => new(html);

    /// <summary>A fragment for each of some things, one after the other.</summary>
    public static Fragment Each<T>(IEnumerable<T> items, Func<T, Fragment> one) =>
        new(string.Concat(items.Select(item => one(item)._html)));

    /// <summary>The fragment where something is so, else nothing.</summary>
    public static Fragment When(bool so, Func<Fragment> then) => so ? then() : Empty;

    /// <summary>Text as it stands in an element or a quoted attribute; control characters, which HTML forbids, become U+FFFD.</summary>
    public static string Escaped(string text)
    {
        var html = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                '\'' => html.Append("&#39;"),
                < ' ' and not ('\n' or '\t') or '\x7F' => html.Append('\uFFFD'),
                _ => html.Append(c),
            };
        return html.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => _html;

    /// <summary>Takes an interpolated string apart into markup and text.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _html = new(literalLength + 16 * formattedCount);

        public void AppendLiteral(string markup) => _html.Append(markup);

        public void AppendFormatted(string? text) => _html.Append(Escaped(text ?? ""));

        public void AppendFormatted(int number) => _html.Append(number);

        public void AppendFormatted(Fragment fragment) => _html.Append(fragment._html);

        public override string ToString() => _html.ToString();
    }
}
