using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Specs;

namespace Workbench.Scripting.Experiments;

/// <summary>An experiment on its subject: computes what a store lacks, and makes reports of what it holds. What YAML and scripts run is the same.</summary>
public sealed class ExperimentRun
{
    private readonly Experiment _experiment;
    private readonly Subject _subject;
    private readonly GridRun _grid;
    private readonly IReadOnlyList<PaperTable?> _papers;

    /// <summary>Plans it.</summary>
    /// <param name="experiment">Tables, seed and limit.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="batch">Images per batch; 0 to choose by memory. Results do not depend on it.</param>
    /// <param name="pluginLimit">The longest that one call of a method or metric may take; null for <see cref="GridRun.DefaultPluginLimit"/>.</param>
    /// <exception cref="PlanException">All that cannot be planned, in one message.</exception>
    /// <exception cref="PaperTableException">A table of the paper's numbers cannot be read.</exception>
    public ExperimentRun(Experiment experiment, Subject subject, int batch = 0, TimeSpan? pluginLimit = null)
    {
        (_experiment, _subject) = (experiment, subject);
        ChecksExpected = experiment.Spec.Overrides.Count == 0;
        _papers = [.. experiment.Tables.Select(table => table.Spec.Paper is { } file ? PaperTable.Load(file.Value) : null)];
        _grid = new GridRun(subject, experiment.Cells, experiment.Spec.Seed) { Batch = batch, PluginLimit = pluginLimit ?? GridRun.DefaultPluginLimit };
        Ids = [.. subject.Data.Ids.Take(experiment.Spec.Limit ?? int.MaxValue)];
    }

    /// <summary>
    /// Whether reports compare with the values that the spec expects. They are of the spec as written: with an override (another subject, fewer images) they are compared only where this is set.
    /// </summary>
    public bool ChecksExpected { get; init; }

    /// <summary>The images, in order.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The passes.</summary>
    public PassPlan Plan => _grid.Plan;

    /// <summary>The keys of the cells.</summary>
    public IReadOnlyDictionary<Cell, CellKey> Keys => _grid.Keys;

    /// <summary>What failed to plan, one sentence each.</summary>
    public IEnumerable<string> Failures => Plan.Failed.Select(cell => cell.Reason).Distinct(StringComparer.Ordinal);

    /// <summary>Images that <see cref="Compute"/> has computed something for.</summary>
    public int Computed { get; private set; }

    /// <summary>The folder that holds the experiment's results where none is named.</summary>
    public string DefaultFolder => Path.Combine("runs", $"{Path.GetFileNameWithoutExtension(_experiment.Spec.File)}-{_subject.Name}");

    /// <summary>Computes what the store lacks; returns early, between batches, when cancelled.</summary>
    /// <param name="store">Where results go.</param>
    /// <param name="progress">Takes the number of images done.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(CellStore store, IProgress<int>? progress, CancellationToken cancel)
    {
        store.ForgetPassing();
        _grid.Compute(Ids, store, step =>
        {
            progress?.Report(step.Done);
            Computed = step.Computed;
        }, cancel);
    }

    /// <summary>What the store holds of each cell, in the order of the cells.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<CellStatus> Status(CellStore store)
    {
        var failures = Plan.Failed.ToDictionary(cell => cell.Cell, cell => cell.Reason);
        return [.. Keys.Select(cell => CellStatus.Of(cell.Value, Ids, failures.GetValueOrDefault(cell.Key), store))];
    }

    /// <summary>The tables of what the store holds, with claims checked.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<Report> Reports(CellStore store) => [.. _experiment.Tables.Zip(_papers, (table, paper) =>
    {
        var result = _grid.Tabulate(table.Spec.Title, [.. table.Methods.Select(method => new MethodLine(method.Name, null))], table.Metrics, Ids, store);
        return new Report(result, paper, ClaimCheck.Check(result, table.Claims, _experiment.Spec.Seed)) { Figure = table.Figure, Expected = ChecksExpected ? ExpectedCheck.Check(result, table.Expected) : [] };
    })];

    /// <summary>Writes tables, rows, figures and provenance.</summary>
    /// <param name="reports">The tables.</param>
    /// <param name="folder">Where to; made where it is missing.</param>
    /// <param name="command">What was asked, for the provenance.</param>
    /// <param name="seconds">How long it took.</param>
    /// <returns>Names of the files, relative to the folder.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public IReadOnlyList<string> Write(IReadOnlyList<Report> reports, string folder, IReadOnlyList<string> command, double seconds)
    {
        var files = _experiment.Tables.Zip(reports, (table, report) => ResultFolder.Write(report, Path.Combine(folder, table.Spec.Folder)).Select(file => Path.Combine(table.Spec.Folder, file))).SelectMany(names => names).ToList();
        ResultFolder.Write(Path.Combine(folder, "provenance.json"), writer => writer.Write(Provenance.Describe(
            SpecWriter.Write(_experiment), command, _subject, Plan, [.. Keys.Values], (Done(reports), Ids.Count), seconds, Computed)));
        return [.. files, "provenance.json"];
    }

    /// <summary>Images done, those that cannot be read too.</summary>
    /// <param name="reports">The tables.</param>
    public static int Done(IReadOnlyList<Report> reports) => reports.Min(report => report.Result.Images + report.Result.SkippedImages.Count);
}
