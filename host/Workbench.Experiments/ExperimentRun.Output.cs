using Workbench.Data;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Reporting.Html;

namespace Workbench.Experiments;

// The files of a finished run.
public sealed partial class ExperimentRun
{
    /// <summary>Reads the clock and creates charts and provenance. Call it once per run, so that all files agree.</summary>
    /// <param name="reports">The tables.</param>
    /// <param name="command">The command-line arguments, for the provenance.</param>
    /// <param name="seconds">Duration of the run.</param>
    public FinishedRun Finish(IReadOnlyList<TableReport> reports, IReadOnlyList<string> command, double seconds)
    {
        var when = DateTimeOffset.Now;
        return new(
            FinishedRun.CreateTables(_experiment.Tables, reports),
            command,
            when,
            seconds,
            Provenance.Describe(
                Spec,
                command,
                _subject,
                Plan,
                [.. Keys.Values],
                (DoneImages(reports), Ids.Count),
                _settings.Shard,
                seconds,
                ComputedImages,
                ComputedImages > 0 ? Batches : null,
                _settings.Device));
    }

    /// <summary>Writes tables, rows, charts and provenance into <see cref="Folder"/>, and records the run in the store.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">The finished run.</param>
    /// <returns>Names of the files, relative to the folder.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written for lack of permission.</exception>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public IReadOnlyList<string> Write(CellStore store, FinishedRun end)
    {
        using var charts = new ChartCache(store, Id, end);
        return WriteRecord(store, end, Files(end));
    }

    /// <summary>Combines <see cref="Write(CellStore, FinishedRun)"/> and <see cref="WriteReport"/>, in parallel where possible.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">The finished run.</param>
    /// <param name="figures">The figures of maps.</param>
    /// <returns>Names of the files and of the report, relative to <see cref="Folder"/>.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written for lack of permission.</exception>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public (IReadOnlyList<string> Files, string Report) Write(CellStore store, FinishedRun end, IReadOnlyList<ReportFigure> figures)
    {
        using var charts = new ChartCache(store, Id, end);
        // The ids in the charts' SVG are numbered in drawing order, so charts are not drawn in parallel to the report.
        var files = charts.AreRestored ? Task.Run(() => Files(end)) : Task.FromResult(Files(end));
        var report = new RunReporter(_experiment, _subject, this).Report(store, end, figures, _settings.Gallery);
        return (WriteRecord(store, end, files.GetAwaiter().GetResult()), WritePage(report, null));
    }

    private List<string> Files(FinishedRun end) =>
        [
            .. end.Tables.SelectMany(table =>
                ResultFolder
                    .Write(table.Report, table.Charts, Path.Combine(Folder, table.Folder))
                    .Select(file => Path.Combine(table.Folder, file))),
        ];

    private IReadOnlyList<string> WriteRecord(CellStore store, FinishedRun end, IReadOnlyList<string> files)
    {
        const string provenance = "provenance.json";
        ResultFolder.Write(Path.Combine(Folder, provenance), writer => writer.Write(end.Provenance));
        store.Runs?.Write(new RunReporter(_experiment, _subject, this).Record(end, _settings.Shard, Samples, _places));
        return [.. files, provenance];
    }

    /// <summary>
    /// Writes <c>report.html</c> into <see cref="Folder"/>: tables, charts, figures, claims, and a gallery of the images with small maps in
    /// the store.
    /// </summary>
    /// <param name="store">The results.</param>
    /// <param name="end">The finished run.</param>
    /// <param name="figures">The figures of maps.</param>
    /// <param name="file">The file to write instead, or null.</param>
    /// <returns>The file's name, relative to the folder.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written for lack of permission.</exception>
    public string WriteReport(CellStore store, FinishedRun end, IReadOnlyList<ReportFigure> figures, string? file = null)
    {
        using var charts = new ChartCache(store, Id, end);
        return WritePage(new RunReporter(_experiment, _subject, this).Report(store, end, figures, _settings.Gallery), file);
    }

    private string WritePage(ReportModel report, string? file)
    {
        const string name = "report.html";
        AtomicFile.Write(file ?? Path.Combine(Folder, name), stream => ReportPage.Write(report, stream));
        return name;
    }
}
