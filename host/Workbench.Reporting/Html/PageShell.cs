using System.Text;

namespace Workbench.Reporting.Html;

/// <summary>A section of a page, with an entry in the table of contents.</summary>
internal sealed record PageSection(string Id, string Title, Fragment Body);

/// <summary>The frame of every page: head, styles, table of contents and scripts, all within the file.</summary>
internal static class PageShell
{
    // Blocks all network access: the page is self-contained.
    private const string Policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>Writes a page. <paramref name="after"/> writes further content after the scripts.</summary>
    public static void Write(
        Stream stream,
        string title,
        Fragment summary,
        IReadOnlyList<PageSection> sections,
        Action<TextWriter>? after = null)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.Write(Fragment.Create($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <style>
            {Asset("page.css")}{Asset("tables.css")}{Asset("gallery.css")}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the contents</a>
            <header class="top">
            <div><h1>{title}</h1>
            <p class="summary">{summary}</p></div>
            <button type="button" class="theme" id="theme" hidden>Dark</button>
            </header>
            <div class="layout">
            <nav aria-label="Contents" class="contents">
            <button type="button" id="contents-button" aria-expanded="true" aria-controls="contents-list" hidden>Contents</button>
            <ol id="contents-list">
            {Fragment.Each(sections, section => Fragment.Create($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>\n"))}</ol>
            </nav>
            <main id="main" tabindex="-1">

            """));
        foreach (var (id, heading, body) in sections)
            writer.Write(Fragment.Create($"""
                <section id="{id}" aria-labelledby="{id}-title">
                <h2 id="{id}-title">{heading}</h2>
                {body}</section>

                """));
        writer.Write("</main>\n</div>\n");
        Script(writer, ["theme.js", "tables.js"]);
        after?.Invoke(writer);
        writer.Write("</body>\n</html>\n");
    }

    /// <summary>Writes embedded scripts.</summary>
    public static void Script(TextWriter writer, IEnumerable<string> names)
    {
        foreach (var name in names) writer.Write($"<script>\n{Asset(name)}</script>\n");
    }

    /// <summary>Writes embedded scripts as one that starts when the page is loaded and painted.</summary>
    public static void ScriptAfterPaint(TextWriter writer, IEnumerable<string> names)
    {
        writer.Write("<script>\naddEventListener(\"DOMContentLoaded\", () => requestAnimationFrame(() => setTimeout(() => {\n");
        foreach (var name in names) writer.Write(Asset(name));
        writer.Write("})));\n</script>\n");
    }

    private static Fragment Asset(string name)
    {
        using var stream = typeof(PageShell).Assembly.GetManifestResourceStream($"Workbench.Reporting.Html.Assets.{name}")
            ?? throw new InvalidOperationException($"The resource '{name}' is missing.");
        using var reader = new StreamReader(stream);
        return Fragment.FromTrusted(reader.ReadToEnd());
    }
}
