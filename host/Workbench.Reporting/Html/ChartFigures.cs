using System.Xml;
using System.Xml.Linq;
using Workbench.Reporting.Figures;

namespace Workbench.Reporting.Html;

/// <summary>Embeds charts in a page as SVG, for both themes; the page's styles show one.</summary>
internal static class ChartFigures
{
    private static readonly XNamespace s_link = "http://www.w3.org/1999/xlink";

    /// <summary>A section of charts.</summary>
    /// <param name="charts">The charts.</param>
    /// <param name="prefix">Prefix of all ids, different from that of other sections of the page.</param>
    public static Fragment Create(IReadOnlyList<Chart> charts, string prefix) => Fragment.When(charts.Count > 0, () => Fragment.Create($"""
        <h3>Charts</h3>
        <div class="charts">
        {Fragment.Each(charts.Index(), chart => Figure(chart.Item, $"{prefix}c{chart.Index}"))}</div>

        """));

    private static Fragment Figure(Chart chart, string id) => Fragment.Create($"""
        <figure class="chart"><div class="scroll" tabindex="0" role="region" aria-label="{chart.Title}">{EmbedChart(chart, id)}</div>
        <figcaption>{chart.Title}</figcaption></figure>

        """);

    private static Fragment EmbedChart(Chart chart, string id)
    {
        try
        {
            var (light, dark) = (SanitizedSvg(chart, ChartTheme.Light, id + "l"), SanitizedSvg(chart, ChartTheme.Dark, id + "l"));
            if (TryMergeThemes(light, dark)) return Markup(light);
            var separate = SanitizedSvg(chart, ChartTheme.Dark, id + "d");
            return Fragment.Create($"<div class=\"only-light\">{Markup(light)}</div><div class=\"only-dark\">{Markup(separate)}</div>");
        }
        catch (XmlException)
        {
            // XML forbids a character of a name; the PNG still shows it.
            var png = Convert.ToBase64String(chart.Png());
            return Fragment.Create(
                $"<img alt=\"{chart.Title}\" width=\"{chart.Width}\" height=\"{chart.Height}\" src=\"data:image/png;base64,{png}\">");
        }
    }

    private static Fragment Markup(XElement svg) => Fragment.FromTrusted(svg.ToString(SaveOptions.DisableFormatting));

    // One drawing serves both themes if they differ only in colours, which halves the number of elements.
    private static bool TryMergeThemes(XElement light, XElement dark)
    {
        var (one, other) = (light.DescendantsAndSelf().ToList(), dark.DescendantsAndSelf().ToList());
        if (one.Count != other.Count) return false;
        var colours = new List<(XElement Element, XName Name, string Value)>();
        foreach (var (a, b) in one.Zip(other))
        {
            if (a.Name != b.Name || (!a.HasElements && a.Value != b.Value)) return false;
            foreach (var name in a.Attributes().Concat(b.Attributes()).Select(attribute => attribute.Name).Distinct().ToList())
            {
                var (mine, its) = (Value(a, name), Value(b, name));
                if (mine == its) continue;
                if (name.LocalName is not ("fill" or "stroke") || mine is null or "none" || its is null or "none") return false;
                colours.Add((a, name, $"light-dark({mine}, {its})"));
            }
        }
        foreach (var (element, name, value) in colours) element.SetAttributeValue(name, value);
        return true;

        // A shape without a fill attribute is black.
        static string? Value(XElement element, XName name) =>
            (string?)element.Attribute(name) ?? (name.LocalName == "fill" ? "black" : null);
    }

    // Parsing and rewriting make sure that the SVG is well-formed, runs no script, and shares no id with another chart. The background is
    // removed, so that the page's shows.
    private static XElement SanitizedSvg(Chart chart, ChartTheme theme, string id)
    {
        var svg = XDocument.Parse(chart.Svg(theme)).Root!;
        svg.Descendants().Where(element => element.Name.LocalName is "script" or "foreignObject").Remove();
        if (
            svg.Elements().FirstOrDefault() is { Name.LocalName: "rect" } ground
            && (string?)ground.Attribute("width") == (string?)svg.Attribute("width")
            && (string?)ground.Attribute("height") == (string?)svg.Attribute("height"))
            ground.Remove();
        // The library numbers ids across drawings, so they are replaced.
        var ids = svg.DescendantsAndSelf()
            .Attributes("id")
            .Select((attribute, i) => (attribute.Value, New: $"{id}-{i}"))
            .ToDictionary(pair => pair.Value, pair => pair.New, StringComparer.Ordinal);
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).ToList())
        {
            if (attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)) attribute.Remove();
            else if (attribute.Name == "id") attribute.Value = ids[attribute.Value];
            else if (attribute.Value.StartsWith('#') && (attribute.Name == "href" || attribute.Name == s_link + "href"))
                attribute.Value = $"#{ids.GetValueOrDefault(attribute.Value[1..], "")}";
            else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal))
                attribute.Value = $"url(#{ids.GetValueOrDefault(attribute.Value[5..^1], "")})";
        }
        svg.SetAttributeValue("viewBox", $"0 0 {chart.Width} {chart.Height}");
        svg.SetAttributeValue("width", chart.Width);
        svg.SetAttributeValue("height", chart.Height);
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", chart.Title);
        return svg;
    }
}
