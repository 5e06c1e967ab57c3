using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Reporting.Html;
using Workbench.Specs;

namespace Workbench.Experiments;

/// <summary>Puts a run's report together, and what its store remembers of it.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="subject">Model and data.</param>
/// <param name="run">The run.</param>
internal sealed class RunReporter(Experiment experiment, Subject subject, ExperimentRun run)
{
    /// <summary>What the report shows.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">What is said of the run.</param>
    /// <param name="figures">The figures of maps.</param>
    /// <param name="samples">Number of samples that the gallery shows at most.</param>
    public RunReport Report(CellStore store, RunEnd end, IReadOnlyList<ReportFigure> figures, int samples)
    {
        var gallery = new GalleryMaker(subject, [.. run.Keys.Values], [.. end.Tables.Select(table => table.Report)]).Make(
            [.. run.Ids.Take(samples)],
            store,
            run.Id);
        return new(experiment.Spec.Title, subject.Name, end.Tables, figures, gallery.Samples, end.Provenance, end.Command)
        {
            Pictures = gallery.Pictures,
            When = end.When,
            Name = store.File is null ? null : run.Id,
        };
    }

    /// <summary>What the store remembers.</summary>
    /// <param name="end">What is said of the run.</param>
    /// <param name="shard">The share of the images, or null.</param>
    /// <param name="samples">How far a table goes in the data's order.</param>
    /// <param name="places">The images' places in that order.</param>
    public RunRecord Record(RunEnd end, Shard? shard, Func<Table, int> samples, IReadOnlyDictionary<string, int> places) => new()
    {
        Id = run.Id,
        Title = experiment.Spec.Title,
        Spec = experiment.Spec.File,
        Subject = subject.Name,
        Folder = Path.GetFullPath(run.Folder),
        Shard = shard?.ToString(),
        Started = end.Began.UtcDateTime,
        Updated = end.When.UtcDateTime,
        Seconds = end.Seconds,
        Images = run.Done([.. end.Tables.Select(table => table.Report)]),
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

    private IEnumerable<RunRecordCell> Cells(Table table, Report report, int samples) =>
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
