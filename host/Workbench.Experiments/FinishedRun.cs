using Workbench.Reporting;
using Workbench.Reporting.Figures;
using Workbench.Reporting.Html;
using Workbench.Specs;

namespace Workbench.Experiments;

/// <summary>A finished run. It is created once, with one reading of the clock, so that files, store and report agree.</summary>
/// <param name="Tables">The tables with their charts, in order.</param>
/// <param name="Command">The command-line arguments, without the program's name.</param>
/// <param name="EndTime">End of the run.</param>
/// <param name="Seconds">Duration of the run.</param>
/// <param name="Provenance">Provenance of the run, JSON.</param>
public sealed record FinishedRun(
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<string> Command,
    DateTimeOffset EndTime,
    double Seconds,
    string Provenance)
{
    /// <summary>Start of the run.</summary>
    public DateTimeOffset StartTime => EndTime - TimeSpan.FromSeconds(Seconds);

    internal static IReadOnlyList<ReportTable> CreateTables(IEnumerable<ResolvedTable> tables, IEnumerable<TableReport> reports) =>
        [.. tables.Zip(reports, (table, report) => new ReportTable(table.Spec.Folder, report, Charts.CreateAll(report)))];
}
