using System.Xml;
using System.Xml.Linq;
using Workbench.Reporting.Figures;

namespace Workbench.Reporting.Html;

/// <summary>Charts as SVG within the page, in both themes; the page's styles show one.</summary>
internal static class ChartFigures
{
    private static readonly XNamespace s_link = "http://www.w3.org/1999/xlink";

    /// <summary>The charts.</summary>
    /// <param name="charts">What to draw.</param>
    /// <param name="prefix">Told apart from other charts of the page by it.</param>
    public static Fragment Of(IReadOnlyList<Chart> charts, string prefix) => Fragment.When(charts.Count > 0, () => Fragment.Of($"""
        <h3>Charts</h3>
        <div class="charts">
        {Fragment.Each(charts.Index(), chart => Figure(chart.Item, $"{prefix}c{chart.Index}"))}</div>

        """));

    private static Fragment Figure(Chart chart, string id) => Fragment.Of($"""
        <figure class="chart"><div class="scroll" tabindex="0" role="region" aria-label="{chart.Title}"><div class="only-light">{Drawn(chart, ChartTheme.Light, id + "l")}</div><div class="only-dark">{Drawn(chart, ChartTheme.Dark, id + "d")}</div></div>
        <figcaption>{chart.Title}</figcaption></figure>

        """);

    // Parsed and written anew: what stands in the page is well-formed, runs nothing, and shares no id with another chart.
    private static Fragment Drawn(Chart chart, ChartTheme theme, string id)
    {
        try
        {
            var svg = XDocument.Parse(chart.Svg(theme)).Root!;
            svg.Descendants().Where(element => element.Name.LocalName is "script" or "foreignObject").Remove();
            foreach (var attribute in svg.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).ToList())
            {
                if (attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)) attribute.Remove();
                else if (attribute.Name == "id") attribute.Value = $"{id}-{attribute.Value}";
                else if (attribute.Value.StartsWith('#') && (attribute.Name == "href" || attribute.Name == s_link + "href")) attribute.Value = $"#{id}-{attribute.Value[1..]}";
                else attribute.Value = attribute.Value.Replace("url(#", $"url(#{id}-", StringComparison.Ordinal);
            }
            svg.SetAttributeValue("viewBox", $"0 0 {chart.Width} {chart.Height}");
            svg.SetAttributeValue("width", chart.Width);
            svg.SetAttributeValue("height", chart.Height);
            svg.SetAttributeValue("role", "img");
            svg.SetAttributeValue("aria-label", chart.Title);
            return Fragment.Trusted(svg.ToString(SaveOptions.DisableFormatting));
        }
        catch (XmlException)
        {
            // A name with a character that XML forbids: the picture still shows it.
            return Fragment.Of($"<img alt=\"{chart.Title}\" width=\"{chart.Width}\" height=\"{chart.Height}\" src=\"data:image/png;base64,{Convert.ToBase64String(chart.Png())}\">");
        }
    }
}
