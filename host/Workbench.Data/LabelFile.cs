using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Workbench.Data;

/// <summary>
/// Reads the lines of a label file: an image and its classes, separated by tabs, commas or semicolons, and quoted if a field contains one.
/// </summary>
internal static class LabelFile
{
    // A field is the name of a file or a class; a far longer one is an unclosed quote.
    private const int LongestField = 1 << 16;

    // Number of lines that decide the separator.
    private const int MostLooked = 1000;

    private static readonly char[] s_separators = ['\t', ',', ';'];
    private static readonly string[] s_headers =
    [
        "file", "filename", "file_name", "image", "image_id", "imageid", "img", "path", "filepath", "name", "id",
    ];

    /// <summary>
    /// The lines with their numbers from 1, without a header. White space around a field is removed, except inside quotes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The images' names, which reveal the separator and the header.</param>
    /// <exception cref="DataException">The file cannot be read, or a line of it is malformed; the message names both.</exception>
    public static IReadOnlyList<(int Number, string[] Fields)> Read(string path, IReadOnlySet<string> images)
    {
        var text = TextLines.ReadText(path, "The labels");
        var lines = Lines(path, text, s_separators.MaxBy(one => CountFittingLines(text, one, images))).ToList();
        if (lines.Count > 0 && IsHeader(lines[0].Fields[0], images)) lines.RemoveAt(0);
        return lines;
    }

    // The number of lines that begin with an image or a header before the separator. A separator that occurs at all beats one that does
    // not.
    private static double CountFittingLines(string text, char separator, IReadOnlySet<string> images)
    {
        using var parser = Parser(new StringReader(text), separator, bad: null);
        var (fitting, there) = (0, 0);
        for (var lines = 0; lines < MostLooked && parser.Read(); lines++)
        {
            if (parser.Count < 2) continue;
            there = 1;
            if (images.Contains(parser[0]) || IsHeader(parser[0], images)) fitting++;
        }
        return fitting + there / 2.0;
    }

    private static IEnumerable<(int Number, string[] Fields)> Lines(string path, string text, char separator)
    {
        var bad = 0;
        using var parser = Parser(new StringReader(text), separator, bad: () => bad++);
        while (true)
        {
            string[]? fields = null;
            try
            {
                if (parser.Read()) fields = [.. Enumerable.Range(0, parser.Count).Select(at => parser[at])];
            }
            catch (CsvHelperException error)
            {
                throw new DataException(
                    $"The labels '{path}' cannot be used: line {parser.RawRow}: {error.Message.Split('\n')[0].TrimEnd('.', '\r')}.",
                    error);
            }
            if (bad > 0)
                throw new DataException(
                    $"The labels '{path}' cannot be used: line {parser.RawRow}: a double quote is misplaced. "
                    + "Write a field that contains one in quotes, and double the quote: \"a \"\"b\"\".jpg\".");
            if (fields is null) yield break;
            if (Array.Exists(fields, field => field.Length > 0)) yield return (parser.RawRow, fields);
        }
    }

    private static CsvParser Parser(TextReader text, char separator, Action? bad) =>
        new(
            text,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = $"{separator}",
                HasHeaderRecord = false,
                TrimOptions = TrimOptions.Trim,
                WhiteSpaceChars = [' ', '\r'],
                BadDataFound = bad is null ? null : _ => bad(),
                MaxFieldSize = bad is null ? 0 : LongestField,
                DetectColumnCountChanges = false,
            });

    private static bool IsHeader(string field, IReadOnlySet<string> images) =>
        s_headers.Contains(field, StringComparer.OrdinalIgnoreCase) && !images.Contains(field);
}
