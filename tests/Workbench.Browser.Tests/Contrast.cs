namespace Workbench.Browser.Tests;

/// <summary>Scripts that compute the WCAG 2 contrast of text with its background.</summary>
internal static class Contrast
{
    private const string Colours = """
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const rgba = css => {
          canvas.clearRect(0, 0, 1, 1);
          canvas.fillStyle = css;
          canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data];
        };
        const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        const luminance = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
        const ground = element => {
          for (; element; element = element.parentElement) {
            const colour = rgba(getComputedStyle(element).backgroundColor);
            if (colour[3] > 250) return colour;
          }
          return [255, 255, 255, 255];
        };
        """;

    /// <summary>Luminance of the page's background, 0 to 1.</summary>
    public const string Ground = $$"""() => { {{Colours}} return luminance(ground(document.body)); }""";

    /// <summary>Elements whose text has a contrast below 4.5, with the contrast.</summary>
    public const string TooFaint = $$"""
        () => { {{Colours}}
          const faint = [];
          const names = "h1, h2, h3, h4, p, li, a, summary, button, label, small, b, th, td, dt, dd, pre, code, figcaption, "
            + ".badge, .failed, .name, .mark, .letters, output, kbd";
          for (const element of document.querySelectorAll(names)) {
            const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            if (!own || !element.checkVisibility()) continue;
            const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(ground(element))];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            const name = `${element.tagName}.${element.className} ${element.textContent.slice(0, 30)}`;
            if (contrast < 4.5) faint.push(`${name}: ${contrast.toFixed(2)}`);
          }
          return faint;
        }
        """;

    /// <summary>The lowest contrast of a chart's text with the page's background; 0 without text.</summary>
    public const string OfCharts = $$"""
        () => { {{Colours}}
          const words = [...document.querySelectorAll("figure.chart svg text")].filter(text => text.checkVisibility());
          return words.length === 0 ? 0 : Math.min(...words.map(text => {
            const [a, b] = [luminance(rgba(getComputedStyle(text).fill)), luminance(ground(text))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          }));
        }
        """;
}
