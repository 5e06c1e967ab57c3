using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Reporting.Html;
using Workbench.Specs;

namespace Workbench.Experiments;

/// <summary>Builds a run's report and its record in the store.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="subject">Model and data.</param>
/// <param name="run">The run.</param>
internal sealed class RunReporter(Experiment experiment, Subject subject, ExperimentRun run)
{
    /// <summary>The contents of the report.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">The finished run.</param>
    /// <param name="figures">The figures of maps.</param>
    /// <param name="samples">Largest number of samples in the gallery.</param>
    public ReportModel Report(CellStore store, FinishedRun end, IReadOnlyList<ReportFigure> figures, int samples)
    {
        var gallery = new GalleryBuilder(subject, [.. run.Keys.Values], [.. end.Tables.Select(table => table.Report)]).Build(
            [.. run.Ids.Take(samples)],
            store,
            run.Id);
        return new(experiment.Spec.Title, subject.Name, end.Tables, figures, gallery.Samples, end.Provenance, end.Command)
        {
            Pictures = gallery.Pictures,
            EndTime = end.EndTime,
            Name = store.File is null ? null : run.Id,
        };
    }

    /// <summary>The run's record for the store.</summary>
    /// <param name="end">The finished run.</param>
    /// <param name="shard">The shard of the images, or null.</param>
    /// <param name="samples">Number of images of a table, from the first in the data's order.</param>
    /// <param name="places">Indices of the images in that order.</param>
    public RunRecord Record(FinishedRun end, Shard? shard, Func<ResolvedTable, int> samples, IReadOnlyDictionary<string, int> places) =>
        new()
    {
        Id = run.Id,
        Title = experiment.Spec.Title,
        Spec = experiment.Spec.File,
        Subject = subject.Name,
        Folder = Path.GetFullPath(run.Folder),
        Shard = shard?.ToString(),
        Started = end.StartTime.UtcDateTime,
        Updated = end.EndTime.UtcDateTime,
        Seconds = end.Seconds,
        Images = run.DoneImages([.. end.Tables.Select(table => table.Report)]),
        Wanted = run.Ids.Count,
        Command = end.Command, Provenance = end.Provenance,
        Samples = [.. run.Ids.Select(id => (places[id], id))],
        Cells = [.. experiment.Tables.Zip(end.Tables).SelectMany(pair => Cells(pair.First, pair.Second.Report, samples(pair.First)))],
        Claims =
        [
            .. end.Tables.SelectMany(table =>
                table.Report.Claims.Select(claim => new RunRecordClaim(table.Folder, claim.Verdict.Name(), claim.Text))),
        ],
    };

    private IEnumerable<RunRecordCell> Cells(ResolvedTable table, TableReport report, int samples) =>
        from method in table.Methods
        from metric in table.Metrics
        let cell = report.Result.Cell(method.Name, metric.Name)
        let score = cell.Score is { Value: not double.NaN } number ? number : null
        select new RunRecordCell(
            table.Spec.Folder,
            table.Spec.Title,
            samples,
            cell.Key,
            metric.Name,
            metric.Plugin.Percent,
            method.Name,
            report.Paper?.Label(method.Name),
            score?.Value,
            Finite(cell.Interval?.Low),
            Finite(cell.Interval?.High),
            report.Paper?.Value(method.Name, metric.Name),
            cell.Failure);

    private static double? Finite(double? value) => value is double.NaN ? null : value;
}
