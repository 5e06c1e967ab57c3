namespace Workbench.Reporting.Html;

/// <summary>The gallery: its controls, which the page's script fills with cards, and its pictures, which stand behind the scripts.</summary>
internal static class GallerySection
{
    /// <summary>The section; its text says how many images of how many are there.</summary>
    public static PageSection Of(int shown, int all) => new("gallery", "Gallery", Fragment.Of($"""
        <p>{(
            shown == all ? $"{all} images" : $"The first {shown} of {all} images; more would make this file too large"
        )}. Over a map, + is the point that the chosen metric judged of the whole map, where it judges one, the circle its tolerance; boxes of the asked class are bright, others dim. A map has its own range of colours: from its smallest value up, or about zero where some are negative, with the largest half per cent at the last colour; its title says from where to where. Scores are the model's logits.</p>
        <p><b>Disagreement</b> about an image is taken over its pairs (image and class) under the chosen metric, and the largest counts: for a metric of hits and misses the share of methods that are not with the majority, from 0 to 0.5; for any other the largest value of a method less the smallest.</p>
        <noscript><p>The gallery is drawn by this page's script.</p></noscript>
        <form class="controls" id="gallery-controls" role="search" aria-label="Gallery" hidden>
        <label>Order <select id="gallery-order"><option value="disagreement">worst disagreements first</option><option value="data">as in the data</option><option value="mean">lowest mean first</option></select></label>
        <label>Metric <select id="gallery-metric"></select></label>
        <label>Class <select id="gallery-class"><option value="">all</option></select></label>
        <label>Text <input type="search" id="gallery-text" placeholder="image or class" autocomplete="off" spellcheck="false"></label>
        <label class="tick"><input type="checkbox" id="gallery-boxes" checked> boxes</label>
        <details id="gallery-methods"><summary>Methods</summary><div><p><button type="button" id="methods-all">all</button> <button type="button" id="methods-none">none</button></p><ul></ul></div></details>
        <output id="gallery-count" aria-live="polite"></output>
        </form>
        <p class="keys" hidden><kbd>↑</kbd> <kbd>↓</kbd> from image to image, <kbd>Enter</kbd> enlarges; then <kbd>←</kbd> <kbd>→</kbd> other images, <kbd>↑</kbd> <kbd>↓</kbd> other methods, <kbd>Esc</kbd> closes.</p>
        <div id="cards"></div>
        <p class="print-note">On paper the gallery is cut after 12 images.</p>
        <dialog id="viewer" aria-label="An image, enlarged"></dialog>

        """));

    /// <summary>A link to a sample of the gallery.</summary>
    public static Fragment Link(string sample) => Fragment.Of($"<a href=\"#{Uri.EscapeDataString(Anchor(sample))}\">{sample}</a>");

    /// <summary>Writes the data, the scripts that read them, and the pictures: a script element of text for each sample, which is read when its card comes near.</summary>
    public static void WriteData(TextWriter writer, string json, GalleryPictures pictures)
    {
        writer.Write($"<script type=\"application/json\" id=\"gallery-data\">{json}</script>\n");
        PageShell.ScriptOnceShown(writer, ["maps.js", "gallery.js", "viewer.js", "start.js"]);
        foreach (var (i, picture) in pictures.Samples.Index())
            writer.Write($"<script type=\"text/plain\" id=\"pictures-{i}\">{picture.Photo},{picture.Maps}</script>\n");
    }

    private static string Anchor(string sample) => $"sample:{sample}";
}
