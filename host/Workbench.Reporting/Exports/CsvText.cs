namespace Workbench.Reporting.Exports;

/// <summary>Formats a table of texts as CSV.</summary>
public static class CsvText
{
    /// <summary>Header and rows with the quoting of RFC 4180 and line feeds.</summary>
    /// <param name="columns">The header.</param>
    /// <param name="rows">The rows.</param>
    public static string Format(IEnumerable<string> columns, IEnumerable<IEnumerable<string?>> rows)
    {
        using var writer = new StringWriter();
        Csv.Write(writer, rows.Prepend(columns));
        return writer.ToString();
    }
}
