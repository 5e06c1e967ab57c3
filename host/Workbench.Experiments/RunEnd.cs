using Workbench.Reporting;
using Workbench.Reporting.Figures;
using Workbench.Reporting.Html;
using Workbench.Specs;

namespace Workbench.Experiments;

/// <summary>What is said of a run when it ends, made once by one reading of the clock: its files, its store and its report agree.</summary>
/// <param name="Tables">The tables with their charts, in order.</param>
/// <param name="Command">What was asked: the arguments, without the program's name.</param>
/// <param name="When">When it ended.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Provenance">What it was made of, JSON.</param>
public sealed record RunEnd(
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<string> Command,
    DateTimeOffset When,
    double Seconds,
    string Provenance)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset Began => When - TimeSpan.FromSeconds(Seconds);

    internal static IReadOnlyList<ReportTable> Charted(IEnumerable<Table> tables, IEnumerable<Report> reports) =>
        [.. tables.Zip(reports, (table, report) => new ReportTable(table.Spec.Folder, report, Charts.Of(report)))];
}
