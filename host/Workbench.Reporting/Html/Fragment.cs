using System.Runtime.CompilerServices;
using System.Text;

namespace Workbench.Reporting.Html;

/// <summary>
/// A piece of HTML. The literal parts of an interpolated string are markup; its holes are fragments, or text that is escaped.
/// </summary>
internal sealed class Fragment
{
    private readonly string _html;

    private Fragment(string html) => _html = html;

    public static Fragment Empty { get; } = new("");

    /// <summary>The fragment of an interpolated string.</summary>
    public static Fragment Create(Builder markup) => new(markup.ToString());

    /// <summary>Markup from a trusted source: an embedded resource or a parsed SVG.</summary>
    public static Fragment FromTrusted(string html) => new(html);

    /// <summary>The fragments of all items, concatenated.</summary>
    public static Fragment Each<T>(IEnumerable<T> items, Func<T, Fragment> one) =>
        new(string.Concat(items.Select(item => one(item)._html)));

    /// <summary>The fragment if a condition is true, else an empty one.</summary>
    public static Fragment When(bool so, Func<Fragment> then) => so ? then() : Empty;

    /// <summary>Text escaped for an element or a quoted attribute. Control characters, which HTML forbids, become U+FFFD.</summary>
    public static string Escape(string text)
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

    /// <summary>Escapes the text in the holes of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _html = new(literalLength + 16 * formattedCount);

        public void AppendLiteral(string markup) => _html.Append(markup);

        public void AppendFormatted(string? text) => _html.Append(Escape(text ?? ""));

        public void AppendFormatted(int number) => _html.Append(number);

        public void AppendFormatted(Fragment fragment) => _html.Append(fragment._html);

        public override string ToString() => _html.ToString();
    }
}
