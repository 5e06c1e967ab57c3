namespace Workbench.Reporting.Exports;

/// <summary>Any table of texts as CSV.</summary>
public static class CsvText
{
    /// <summary>Header and rows, as RFC 4180 quotes them, with line feeds.</summary>
    /// <param name="columns">The header.</param>
    /// <param name="rows">The rows.</param>
    public static string Of(IEnumerable<string> columns, IEnumerable<IEnumerable<string?>> rows)
    {
        using var writer = new StringWriter();
        Csv.Write(writer, rows.Prepend(columns));
        return writer.ToString();
    }
}
