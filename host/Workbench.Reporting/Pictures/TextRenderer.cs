using System.Globalization;
using SkiaSharp;

namespace Workbench.Reporting.Pictures;

/// <summary>Draws text in pictures, in one font family. Text that is too wide is broken into lines, then shrunk.</summary>
internal sealed class TextRenderer : IDisposable
{
    private const float Least = 8;
    private static readonly string[] s_families = ["Helvetica Neue", "Segoe UI", "Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans"];

    /// <summary>Identifies the build of the drawing library.</summary>
    public static Guid Library => typeof(SKTypeface).Module.ModuleVersionId;

    private readonly SKTypeface _plain = Find(SKFontStyle.Normal), _bold = Find(SKFontStyle.Bold);
    private readonly SKPaint _paint = new() { IsAntialias = true };

    /// <summary>Draws text in one or two lines. Text that is too wide is drawn smaller, then cut with an ellipsis.</summary>
    /// <returns>The baseline below the last line.</returns>
    public float Write(
        SKCanvas canvas,
        string text,
        float x,
        float y,
        float width,
        float size,
        SKColor colour,
        bool bold = false,
        int lines = 1,
        SKTextAlign align = SKTextAlign.Left)
    {
        var (parts, fitting) = Fit(text, width, size, bold, lines);
        using var font = Font(fitting, bold);
        _paint.Color = colour;
        foreach (var part in parts)
        {
            canvas.DrawText(Shortened(part, width, font), x, y, align, font, _paint);
            y += font.Size * 1.25f;
        }
        return y;
    }

    /// <summary>The lines and the font size at which text fits.</summary>
    public (IReadOnlyList<string> Parts, float Size) Fit(string text, float width, float size, bool bold = false, int lines = 1)
    {
        using var font = Font(size, bold);
        string[] parts = [text];
        while (Widest() > width && font.Size > Least)
        {
            // A single word is shrunk a little before it is broken.
            if (
                parts.Length < lines
                && (HasBreak(text) || font.Size <= 0.8f * size)
                && Broken(text, font) is { } two
                && font.MeasureText(two[0]) <= width
                && font.MeasureText(two[1]) <= width)
                parts = two;
            else font.Size -= 0.5f;
        }
        if (Widest() > width && lines > 1) parts = Broken(text, font) ?? parts;
        return (parts, font.Size);

        float Widest() => parts.Max(part => font.MeasureText(part));
    }

    /// <summary>Width of text in one line.</summary>
    public float Width(string text, float size, bool bold = false)
    {
        using var font = Font(size, bold);
        return font.MeasureText(text);
    }

    private SKFont Font(float size, bool bold) => new(bold ? _bold : _plain, size) { Edging = SKFontEdging.Antialias, Subpixel = true };

    /// <summary>A number in few characters.</summary>
    public static string Number(double value)
    {
        if (value == 0) return "0";
        var size = Math.Abs(value);
        var text = size is >= 0.001 and < 10_000
            ? value.ToString(
                size >= 100 ? "0"
                    : size >= 10 ? "0.#"
                    : size >= 1 ? "0.##"
                    : size >= 0.1 ? "0.###"
                    : "0.####",
                CultureInfo.InvariantCulture)
            : value.ToString("0.#e0", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    private static bool HasBreak(string text) =>
        text.Contains(' ', StringComparison.Ordinal) || text.Contains('{', StringComparison.Ordinal);

    // Breaks at the brace of options if there is one, else between words, else near the middle.
    private static string[]? Broken(string text, SKFont font)
    {
        if (text.Length < 4) return null;
        var brace = text.IndexOf('{');
        if (brace > 0 && Math.Max(brace, text.Length - brace) < 0.8 * text.Length) return [text[..brace], text[brace..]];
        char[] after = text.Contains(' ', StringComparison.Ordinal) ? [' '] : [',', '@', '-', '_', '{'];
        var places = Enumerable
            .Range(1, text.Length - 1)
            .Where(i => after.Contains(text[i - 1]) || text[i] == '{')
            .DefaultIfEmpty(text.Length / 2);
        var at = places.MinBy(i => Math.Max(font.MeasureText(text[..i]), font.MeasureText(text[i..])));
        return [text[..at].TrimEnd(), text[at..]];
    }

    private static string Shortened(string text, float width, SKFont font)
    {
        if (font.MeasureText(text) <= width) return text;
        var keep = text.Length;
        while (keep > 1 && font.MeasureText(text[..keep] + "…") > width) keep--;
        return text[..keep] + "…";
    }

    /// <summary>The font family of pictures: the first of a list that is installed, else the system's default.</summary>
    public static string Family { get; } =
        s_families.FirstOrDefault(SKFontManager.Default.FontFamilies.ToHashSet(StringComparer.OrdinalIgnoreCase).Contains)
        ?? SKTypeface.Default.FamilyName;

    private static SKTypeface Find(SKFontStyle style) => SKTypeface.FromFamilyName(Family, style) ?? SKTypeface.Default;

    public void Dispose() => _paint.Dispose();
}
