using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Workbench.Reporting;

/// <summary>
/// Writes CSV as RFC 4180 quotes it, with line feeds. A text that a spreadsheet would take for a formula, since it begins with <c>= + - @</c>, a tab or the end of a line, gets an apostrophe before it
/// (OWASP, "CSV Injection"); a number stays a number.
/// </summary>
internal static class Csv
{
    private const string Formula = "=+-@\t\r\n＝＋－＠";
    private const char Apostrophe = '\'';

    public static void Write(TextWriter writer, IEnumerable<IEnumerable<string?>> rows)
    {
        // With line feeds of its own, the library leaves a carriage return in a field bare.
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            NewLine = "\n",
            ShouldQuote = args => ConfigurationFunctions.ShouldQuote(args) || args.Field?.Contains('\r') == true,
        };
        using var csv = new CsvWriter(writer, configuration, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var field in row) csv.WriteField(Plain(field));
            csv.NextRecord();
        }
    }

    // The library's own way puts the apostrophe before numbers below zero too.
    private static string? Plain(string? field) =>
        field is [var first, ..]
        && Formula.Contains(first, StringComparison.Ordinal)
        && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? Apostrophe + field
            : field;
}
