using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Workbench.Reporting;

/// <summary>
/// Writes CSV with the quoting of RFC 4180 and line feeds. A text that a spreadsheet would read as a formula, since it begins with
/// <c>= + - @</c>, a tab or a line end, gets an apostrophe before it (OWASP, "CSV Injection"). Numbers are unchanged.
/// </summary>
internal static class Csv
{
    private const string Formula = "=+-@\t\r\n＝＋－＠";
    private const char Apostrophe = '\'';

    public static void Write(TextWriter writer, IEnumerable<IEnumerable<string?>> rows)
    {
        // With NewLine set, the library does not quote a field with a carriage return.
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

    // The library's own injection option would also put the apostrophe before negative numbers.
    private static string? Plain(string? field) =>
        field is [var first, ..]
        && Formula.Contains(first, StringComparison.Ordinal)
        && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? Apostrophe + field
            : field;
}
