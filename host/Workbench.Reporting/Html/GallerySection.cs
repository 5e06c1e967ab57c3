namespace Workbench.Reporting.Html;

/// <summary>The gallery: its controls, its data and its pictures. The page's script creates the cards.</summary>
internal static class GallerySection
{
    /// <summary>The section with its explanations and controls.</summary>
    /// <param name="shown">Number of images in the gallery.</param>
    /// <param name="all">Number of images with maps.</param>
    public static PageSection Create(int shown, int all) => new("gallery", "Gallery", Fragment.Create($"""
        <p>{(
            shown == all ? $"{all} images" : $"The first {shown} of {all} images; more would make this file too large"
        )}. On a map, + marks the point that the chosen metric judged, and the circle its tolerance.
        Boxes of the map's class are bright, others dim. Each map has its own colour range, given in its title:
        from its smallest value up, or symmetric about zero if it has negative values; the largest 0.5 % share the last colour.
        Scores are the model's logits.</p>
        <p><b>Disagreement</b> of an image is the largest over its classes under the chosen metric.
        For a metric of hits and misses it is the share of methods in the minority, from 0 to 0.5;
        for any other metric it is the largest value of a method less the smallest.</p>
        <noscript><p>The gallery is drawn by this page's script.</p></noscript>
        <form class="controls" id="gallery-controls" role="search" aria-label="Gallery" hidden>
        <label>Order <select id="gallery-order">
        <option value="disagreement">worst disagreements first</option>
        <option value="data">as in the data</option>
        <option value="mean">lowest mean first</option></select></label>
        <label>Metric <select id="gallery-metric"></select></label>
        <label>Class <select id="gallery-class"><option value="">all</option></select></label>
        <label>Text
        <input type="search" id="gallery-text" placeholder="image or class" autocomplete="off" spellcheck="false"></label>
        <label class="tick"><input type="checkbox" id="gallery-boxes" checked> boxes</label>
        <details id="gallery-methods"><summary>Methods</summary>
        <div><p><button type="button" id="methods-all">all</button> <button type="button" id="methods-none">none</button></p>
        <ul></ul></div></details>
        <output id="gallery-count" aria-live="polite"></output>
        </form>
        <p class="keys" hidden><kbd>↑</kbd> <kbd>↓</kbd> select an image, <kbd>Enter</kbd> enlarges it.
        In the enlarged view, <kbd>←</kbd> <kbd>→</kbd> change the image, <kbd>↑</kbd> <kbd>↓</kbd> the method,
        and <kbd>Esc</kbd> closes it.</p>
        <div id="cards"></div>
        <p class="print-note">The printed gallery ends after 12 images.</p>
        <dialog id="viewer" aria-label="Enlarged image"></dialog>

        """));

    /// <summary>A link to a sample of the gallery.</summary>
    public static Fragment Link(string sample) => Fragment.Create($"<a href=\"#{Uri.EscapeDataString(Anchor(sample))}\">{sample}</a>");

    /// <summary>
    /// Writes the data, the gallery's scripts, and the pictures: one script element of text per sample, which is decoded when its card
    /// comes near the viewport.
    /// </summary>
    public static void WriteData(TextWriter writer, string json, GalleryPictures pictures)
    {
        writer.Write($"<script type=\"application/json\" id=\"gallery-data\">{json}</script>\n");
        PageShell.ScriptAfterPaint(writer, ["maps.js", "gallery.js", "viewer.js", "start.js"]);
        foreach (var (i, picture) in pictures.Samples.Index())
            writer.Write($"<script type=\"text/plain\" id=\"pictures-{i}\">{picture.Photo},{picture.Maps}</script>\n");
    }

    private static string Anchor(string sample) => $"sample:{sample}";
}
