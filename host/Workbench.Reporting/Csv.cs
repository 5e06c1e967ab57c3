using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Workbench.Reporting;

/// <summary>Writes CSV as RFC 4180 quotes it, with line feeds.</summary>
internal static class Csv
{
    public static void Write(TextWriter writer, IEnumerable<IEnumerable<string?>> rows)
    {
        using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var field in row) csv.WriteField(field);
            csv.NextRecord();
        }
    }
}
