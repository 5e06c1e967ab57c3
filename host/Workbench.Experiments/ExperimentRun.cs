using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Experiments.Figures;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Reporting.Html;
using Workbench.Reporting.Pairs;
using Workbench.Specs;
using Workbench.Specs.Figures;
using static TorchSharp.torch;

namespace Workbench.Experiments;

/// <summary>An experiment on its subject: computes what a store lacks, and makes reports of what it holds. What YAML and scripts run is the same.</summary>
public sealed class ExperimentRun
{
    private readonly Experiment _experiment;
    private readonly Subject _subject;
    private readonly RunSettings _settings;
    private readonly GridRun _grid;
    private readonly IReadOnlyList<(MapFigure Figure, FigureRun Run)> _figures;
    private readonly IReadOnlyList<PaperTable?> _papers;
    private readonly Dictionary<string, int> _places;
    private readonly Dictionary<string, int> _samples;   // by the key's id
    private readonly Lazy<Task<string>> _written;   // the resolved spec

    /// <summary>Plans it.</summary>
    /// <param name="experiment">Tables, seed and limit.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="settings">How it is run; null for the defaults.</param>
    /// <exception cref="PlanException">All that cannot be planned, in one message.</exception>
    /// <exception cref="PaperTableException">A table of the paper's numbers cannot be read.</exception>
    public ExperimentRun(Experiment experiment, Subject subject, RunSettings? settings = null)
    {
        (_experiment, _subject, _settings) = (experiment, subject, settings ?? new());
        ChecksExpected = experiment.Spec.Overrides.Count == 0;
        _written = new(() => Task.Run(() => SpecWriter.Write(experiment)));
        _papers = [.. experiment.Tables.Select(table => table.Spec.Paper is { } file ? PaperTable.Load(file.Value) : null)];
        var all = subject.Data.Ids.Take(experiment.Tables.Select(Samples).DefaultIfEmpty(0).Max()).ToList();
        _places = all.Index().ToDictionary(image => image.Item, image => image.Index, StringComparer.Ordinal);
        Ids = [.. all.Where((_, place) => _settings.Shard?.Has(place) ?? true)];
        Images = all;
        _figures = [.. experiment.Figures.Select(figure => (figure, new FigureRun(Sharing(figure.Layout), subject, experiment.Spec.Seed)))];
        _grid = new GridRun(
            subject,
            experiment.Cells,
            experiment.Spec.Seed,
            beside: [.. _figures.SelectMany(figure => figure.Run.Requests)])
        {
            Batch = _settings.Batch,
            PluginLimit = _settings.PluginLimit,
            Wants = (cell, id) => _places[id] < Samples(cell),
            Glances = id => _places[id] < _settings.Gallery,
            Keeper = _settings.KeepMaps ? new MapKeeper(Path.Combine(Folder, "maps"), subject.Data.Ids) : null,
        };
        foreach (var (_, figure) in _figures) figure.Plan = _grid.PlanOf(figure.Requests);
        // A cell of several tables, under whatever names, goes as far as the longest of them.
        _samples = experiment
            .Tables.SelectMany(table =>
                table.Methods.SelectMany(method =>
                    table.Metrics.Select(metric => (Keys[new Cell(method, metric)].Id, Samples: Samples(table)))))
            .GroupBy(cell => cell.Id).ToDictionary(group => group.Key, group => group.Max(cell => cell.Samples), StringComparer.Ordinal);
    }

    private int Samples(Table table) =>
        Math.Min(_subject.Data.Ids.Count, Math.Min(table.Spec.Limit ?? int.MaxValue, _experiment.Spec.Limit ?? int.MaxValue));

    // A figure's methods are those of the tables, where they have the same name: then they run once.
    private MapFigureLayout Sharing(MapFigureLayout layout) => layout with
    {
        Columns =
        [
            .. layout.Columns.Select(column =>
                column with
                {
                    Method = _experiment
                        .Tables.SelectMany(table => table.Methods)
                        .FirstOrDefault(method => method.Name == column.Method.Name)
                        ?? column.Method,
                }),
        ],
    };

    // Of images that figures show too. The merge of a shard's run draws its figures; data that does not suit a figure is told of when it is drawn.
    private ILookup<string, BesideMaps> Beside(CancellationToken cancel)
    {
        var found = new List<(string Id, BesideMaps Maps)>();
        foreach (var (_, figure) in _settings.Shard is null ? _figures : [])
            try
            {
                found.AddRange(figure.Beside(cancel));
            }
            catch (Exception error) when (error is DataException or OperationCanceledException)
            {
                continue;   // nothing is computed after a stop
            }
        return found.ToLookup(maps => maps.Id, maps => maps.Maps, StringComparer.Ordinal);
    }

    /// <summary>
    /// Whether reports compare with the values that the spec expects. They are of the spec as written: with an override (another subject, fewer images) they are compared only where this is set.
    /// </summary>
    public bool ChecksExpected { get; init; }

    /// <summary>The images of this run or shard, in order; a table with a limit of its own takes the first of them.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The images of the whole run, in order; of a shard too.</summary>
    public IReadOnlyList<string> Images { get; }

    /// <summary>How many of <see cref="Images"/>, from the first, a cell is wanted for.</summary>
    /// <param name="cell">A cell of the experiment.</param>
    public int Samples(Cell cell) => _samples[Keys[cell].Id];

    /// <summary>The passes.</summary>
    public PassPlan Plan => _grid.Plan;

    /// <summary>The keys of the cells.</summary>
    public IReadOnlyDictionary<Cell, CellKey> Keys => _grid.Keys;

    /// <summary>What failed to plan, one sentence each.</summary>
    public IEnumerable<string> Failures => Plan.Failed.Select(cell => cell.Reason).Distinct(StringComparer.Ordinal);

    /// <summary>Images that <see cref="Compute"/> has computed something for.</summary>
    public int Computed { get; private set; }

    /// <summary>What became of the batches.</summary>
    public BatchSizer Batches => _grid.Batches;

    /// <summary>The folder that holds the stores and results of runs where none is named.</summary>
    public static string DefaultStore => "runs";

    /// <summary>The folder of the experiment's tables and report.</summary>
    public string Folder =>
        _settings.Folder
        ?? Path.Combine(
            DefaultStore,
            $"{Path.GetFileNameWithoutExtension(_experiment.Spec.File)}-{_subject.Name}{(_settings.Shard is { } shard ? $"-{shard.Index}of{shard.Count}" : "")}"
        );

    /// <summary>Computes what the store lacks; returns early, between batches, when cancelled.</summary>
    /// <param name="store">Where results go.</param>
    /// <param name="progress">Takes the number of images done.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(CellStore store, IProgress<int>? progress, CancellationToken cancel)
    {
        store.ForgetPassing();
        var beside = Beside(cancel);
        _grid.Compute(Ids, store, id => [.. beside[id]], step =>
        {
            progress?.Report(step.Done);
            Computed = step.Computed;
        }, cancel);
    }

    /// <summary>How many of <see cref="Ids"/> <see cref="Compute"/> would compute something for.</summary>
    /// <param name="store">The results.</param>
    public int Left(CellStore store) => _grid.Left(Ids, store);

    /// <summary>What the store holds of each cell, in the order of the cells.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<CellStatus> Status(CellStore store)
    {
        return
        [
            .. Keys.Select(cell =>
                CellStatus.Of(
                    cell.Key.Method.Name,
                    cell.Value,
                    [.. Ids.Where(id => _grid.Wants(cell.Key, id))],
                    _grid.Failures.GetValueOrDefault(cell.Key),
                    store)),
        ];
    }

    /// <summary>The tables of what the store holds, with claims checked.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<Report> Reports(CellStore store) => [.. _experiment.Tables.Zip(_papers, (table, paper) =>
    {
        var result = _grid.Tabulate(
            table.Spec.Title,
            [.. table.Methods.Select(method => TableLine.From(method, _subject.Model.Card))],
            table.Metrics,
            [.. Ids.Where(id => _places[id] < Samples(table))],
            store);
        PairedTests.Begin(result);
        return new Report(result, paper, ClaimCheck.Check(result, table.Claims, _experiment.Spec.Seed))
        {
            Figure = table.Figure,
            Notes = [.. table.Notes.Where(note => note.Subject is null || note.Subject == _subject.Name)],
            Expected = ChecksExpected ? ExpectedCheck.Check(result, table.Expected) : [],
        };
    })];

    /// <summary>Figures of maps that <see cref="Draw"/> left out, and why: data without an image that satisfies a figure's rule spoils that figure alone.</summary>
    public IReadOnlyList<string> Undrawn { get; private set; } = [];

    /// <summary>How many steps <see cref="Draw"/> takes: a map of a method for an image in a state of the model.</summary>
    public int DrawSteps => _figures.Sum(figure => figure.Run.Steps);

    /// <summary>Computes the figures of maps and writes their files; they need no store. Fills <see cref="Undrawn"/>.</summary>
    /// <param name="progress">Takes the number of steps done, of <see cref="DrawSteps"/>.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <returns>The figures, with names of their files relative to <see cref="Folder"/>.</returns>
    /// <exception cref="Data.DataException">An image of the only figure does not exist, or too few satisfy its rule, and there is no table either.</exception>
    /// <exception cref="PlanException">A class, state or layer does not exist.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<(DrawnFigure Figure, IReadOnlyList<string> Files)> Draw(IProgress<int>? progress, CancellationToken cancel)
    {
        var (figures, undrawn) = (new List<(DrawnFigure, IReadOnlyList<string>)>(), new List<string>());
        var done = 0;
        foreach (var (figure, run) in _figures)
        {
            try
            {
                var before = done;
                var drawn = run.Compute(
                    progress is null ? null : ProgressBars.Count(steps => progress.Report(before + Math.Min(steps, run.Steps))),
                    cancel);
                figures.Add(
                    (
                        drawn,
                        [.. drawn.Write(Path.Combine(Folder, figure.Spec.Folder)).Select(file => Path.Combine(figure.Spec.Folder, file))]));
            }
            catch (DataException error) when (_experiment.Tables.Count + _experiment.Figures.Count > 1)
            {
                undrawn.Add(error.Message);
            }
            progress?.Report(done += run.Steps);
        }
        Undrawn = undrawn;
        return figures;
    }

    /// <summary>Ends the run: reads the clock, and makes its charts and provenance. Once for all that is written of it.</summary>
    /// <param name="reports">The tables.</param>
    /// <param name="command">What was asked, for the provenance.</param>
    /// <param name="seconds">How long it took.</param>
    public RunEnd End(IReadOnlyList<Report> reports, IReadOnlyList<string> command, double seconds)
    {
        var when = DateTimeOffset.Now;
        return new(RunEnd.Charted(_experiment.Tables, reports), command, when, seconds,
            Provenance.Describe(
                Spec,
                command,
                _subject,
                Plan,
                [.. Keys.Values],
                (Done(reports), Ids.Count),
                _settings.Shard,
                seconds,
                Computed,
                Computed > 0 ? Batches : null,
                _settings.Device));
    }

    /// <summary>Writes tables, rows, figures and provenance into <see cref="Folder"/>, and writes the run down in the store.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">What is said of the run.</param>
    /// <returns>Names of the files, relative to the folder.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public IReadOnlyList<string> Write(CellStore store, RunEnd end)
    {
        using var charts = new ChartKeeper(store, Id, end);
        return Finish(store, end, Files(end));
    }

    /// <summary><see cref="Write(CellStore, RunEnd)"/>, and <see cref="WriteReport"/>.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">What is said of the run.</param>
    /// <param name="figures">The figures of maps.</param>
    /// <returns>Names of the files, and of the report.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public (IReadOnlyList<string> Files, string Report) Write(CellStore store, RunEnd end, IReadOnlyList<ReportFigure> figures)
    {
        using var charts = new ChartKeeper(store, Id, end);
        // Charts that are yet to be drawn are drawn in order, since their SVG counts on: beside the gallery files are written only where that is done.
        var files = charts.AreDrawn ? Task.Run(() => Files(end)) : Task.FromResult(Files(end));
        var report = new RunReporter(_experiment, _subject, this).Report(store, end, figures, _settings.Gallery);
        return (Finish(store, end, files.GetAwaiter().GetResult()), WritePage(report, null));
    }

    private List<string> Files(RunEnd end) =>
        [
            .. end.Tables.SelectMany(table =>
                ResultFolder
                    .Write(table.Report, table.Charts, Path.Combine(Folder, table.Folder))
                    .Select(file => Path.Combine(table.Folder, file))),
        ];

    private IReadOnlyList<string> Finish(CellStore store, RunEnd end, IReadOnlyList<string> files)
    {
        const string provenance = "provenance.json";
        ResultFolder.Write(Path.Combine(Folder, provenance), writer => writer.Write(end.Provenance));
        store.Runs?.Write(new RunReporter(_experiment, _subject, this).Record(end, _settings.Shard, Samples, _places));
        return [.. files, provenance];
    }

    /// <summary>Writes <c>report.html</c> into <see cref="Folder"/>: tables, charts, figures and claims, and a gallery of the images that the store kept small maps of.</summary>
    /// <param name="store">The results.</param>
    /// <param name="end">What is said of the run.</param>
    /// <param name="figures">The figures of maps.</param>
    /// <param name="file">Another file to write in its place.</param>
    /// <returns>The file's name, relative to the folder.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public string WriteReport(CellStore store, RunEnd end, IReadOnlyList<ReportFigure> figures, string? file = null)
    {
        using var charts = new ChartKeeper(store, Id, end);
        return WritePage(new RunReporter(_experiment, _subject, this).Report(store, end, figures, _settings.Gallery), file);
    }

    private string WritePage(RunReport report, string? file)
    {
        const string name = "report.html";
        WholeFile.Write(file ?? Path.Combine(Folder, name), stream => ReportPage.Write(report, stream));
        return name;
    }

    /// <summary>Names the run in its store: the same for the same cells, tables, images and shard.</summary>
    public string Id =>
        Seeds
            .Of(
                0,
                [
                    CellKey.IdOf(Keys.Values),
                    _experiment.Spec.Title,
                    .. _experiment.Tables.Select(table => $"{table.Spec.Folder} {table.Spec.Title} {Samples(table)}"),
                    $"{_settings.Shard}",
                ])
            .ToString("x16")[..8];

    /// <summary>Begins on another thread what the end of the run needs whatever is computed.</summary>
    public void BeginEnd() => _ = _written.Value;

    private string Spec => _written.Value.GetAwaiter().GetResult();

    /// <summary>All that tables, charts and report are made of beside what the store holds and the program itself, as texts.</summary>
    internal IEnumerable<string> Inputs =>
    [
        Id,
        Path.GetFullPath(Folder),
        Spec,
        _subject.Name,
        $"{_subject.Model.Device} {get_num_threads()} {_settings.Gallery} {_settings.Shard} {ChecksExpected} {_settings.Device}",
        .. _experiment.Tables.Select(table => table.Spec.Paper is { } file ? File.ReadAllText(file.Value) : ""),
        .. Keys.Select(cell => $"{cell.Key.Metric.Name} {cell.Key.Method.Name} {cell.Value.Id}"),
    ];

    /// <summary>Places, in the data's order, of the images that the store lacks a cell of.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<int> Missing(CellStore store)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        return [.. Ids.Where(id => cells.Exists(cell => _grid.Wants(cell, id) && !store.Has(Keys[cell], id))).Select(id => _places[id])];
    }

    /// <summary>Images of which every table that wants them is done, those that cannot be read too.</summary>
    /// <param name="reports">The tables.</param>
    public int Done(IReadOnlyList<Report> reports) =>
        Ids.Count
        - reports
            .Select(report => report.Result.ImagesWanted - report.Result.Images - report.Result.SkippedImages.Count)
            .DefaultIfEmpty(0)
            .Max();
}
