using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Engine.Store;
using Workbench.Experiments.Figures;
using Workbench.Reporting;
using Workbench.Reporting.Claims;
using Workbench.Reporting.Pairs;
using Workbench.Results;
using Workbench.Specs;
using Workbench.Specs.Figures;
using static TorchSharp.torch;

namespace Workbench.Experiments;

/// <summary>
/// An experiment on its subject. It computes the cells that a store lacks and reports on those it has. YAML specs and scripts share it.
/// </summary>
public sealed partial class ExperimentRun
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

    /// <summary>Plans the passes of an experiment.</summary>
    /// <param name="experiment">Tables, figures, seed and limit.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="settings">Settings that do not affect numbers; null for the defaults.</param>
    /// <exception cref="PlanException">A layer, class or state does not exist; the message lists every problem.</exception>
    /// <exception cref="NumberTableException">A table of the paper's numbers cannot be read.</exception>
    public ExperimentRun(Experiment experiment, Subject subject, RunSettings? settings = null)
    {
        (_experiment, _subject, _settings) = (experiment, subject, settings ?? new());
        ChecksExpected = experiment.Spec.Overrides.Count == 0;
        _written = new(() => Task.Run(() => SpecWriter.Write(experiment)));
        _papers = [.. experiment.Tables.Select(table => table.Spec.Paper is { } file ? PaperTable.Load(file.Value) : null)];
        var all = subject.Data.Ids.Take(experiment.Tables.Select(Samples).DefaultIfEmpty(0).Max()).ToList();
        _places = all.Index().ToDictionary(image => image.Item, image => image.Index, StringComparer.Ordinal);
        Ids = [.. all.Where((_, place) => _settings.Shard?.Contains(place) ?? true)];
        Images = all;
        _figures =
        [
            .. experiment.Figures.Select(figure =>
                (figure, new FigureRun(WithSharedMethods(figure.Layout), subject, experiment.Spec.Seed))),
        ];
        _grid = new GridRun(
            subject,
            experiment.Cells,
            experiment.Spec.Seed,
            beside: [.. _figures.SelectMany(figure => figure.Run.Requests)])
        {
            Batch = _settings.Batch,
            PluginLimit = _settings.PluginLimit,
            IsWanted = (cell, id) => _places[id] < Samples(cell),
            KeepsGlance = id => _places[id] < _settings.Gallery,
            Keeper = _settings.KeepMaps ? new MapKeeper(Path.Combine(Folder, "maps"), subject.Data.Ids) : null,
        };
        foreach (var (_, figure) in _figures) figure.Plan = _grid.PlanPart(figure.Requests);
        // A cell that several tables share, possibly under different names, needs the images of the longest table.
        _samples = experiment
            .Tables.SelectMany(table =>
                table.Methods.SelectMany(method =>
                    table.Metrics.Select(metric => (Keys[new Cell(method, metric)].Id, Samples: Samples(table)))))
            .GroupBy(cell => cell.Id)
            .ToDictionary(group => group.Key, group => group.Max(cell => cell.Samples), StringComparer.Ordinal);
    }

    private int Samples(ResolvedTable table) =>
        Math.Min(_subject.Data.Ids.Count, Math.Min(table.Spec.Limit ?? int.MaxValue, _experiment.Spec.Limit ?? int.MaxValue));

    // A figure uses the tables' instance of a method with the same name, so that it runs once.
    private MapFigureLayout WithSharedMethods(MapFigureLayout layout) => layout with
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

    // The figures' maps of images that the tables compute too. A shard computes none: the merge draws the figures.
    // A figure that does not suit the data is reported when it is drawn.
    private ILookup<string, ExtraMaps> FigureMaps(CancellationToken cancel)
    {
        var found = new List<(string Id, ExtraMaps Maps)>();
        foreach (var (_, figure) in _settings.Shard is null ? _figures : [])
            try
            {
                found.AddRange(figure.MapsForTables(cancel));
            }
            catch (Exception error) when (error is DataException or OperationCanceledException)
            {
                continue;   // a cancelled run computes nothing
            }
        return found.ToLookup(maps => maps.Id, maps => maps.Maps, StringComparer.Ordinal);
    }

    /// <summary>
    /// Whether reports compare results with the spec's expected values. Default: true for a spec without overrides, since the values hold
    /// for the spec as written and not, for example, for another subject or fewer images.
    /// </summary>
    public bool ChecksExpected { get; init; }

    /// <summary>The images of this run or shard, in order; a table with its own limit uses the first of them.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The images of the whole run, in order, even if this run computes one shard.</summary>
    public IReadOnlyList<string> Images { get; }

    /// <summary>The number of <see cref="Images"/>, from the first, that a cell needs.</summary>
    /// <param name="cell">A cell of the experiment.</param>
    public int Samples(Cell cell) => _samples[Keys[cell].Id];

    public PassPlan Plan => _grid.Plan;

    /// <summary>The store keys of the cells.</summary>
    public IReadOnlyDictionary<Cell, CellKey> Keys => _grid.Keys;

    /// <summary>The planner's reasons for rejecting cells, one sentence each.</summary>
    public IEnumerable<string> Failures => Plan.FailedCells.Select(cell => cell.Reason).Distinct(StringComparer.Ordinal);

    /// <summary>The number of images for which <see cref="Compute"/> has computed a result.</summary>
    public int ComputedImages { get; private set; }

    /// <summary>The batch sizes used so far.</summary>
    public BatchSizer Batches => _grid.Batches;

    /// <summary>The default folder of stores and results.</summary>
    public static string DefaultStore => "runs";

    /// <summary>The folder of the experiment's tables and report.</summary>
    public string Folder => _settings.Folder ?? Path.Combine(DefaultStore, FolderName);

    private string FolderName =>
        $"{Path.GetFileNameWithoutExtension(_experiment.Spec.File)}-{_subject.Name}"
        + (_settings.Shard is { } shard ? $"-{shard.Index}of{shard.Count}" : "");

    /// <summary>Computes the cells that the store lacks. Returns early, between batches, when cancelled.</summary>
    /// <param name="store">Takes the results.</param>
    /// <param name="progress">Takes the number of finished images.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Compute(CellStore store, IProgress<int>? progress, CancellationToken cancel)
    {
        store.RemoveTransient();
        var beside = FigureMaps(cancel);
        _grid.Compute(Ids, store, id => [.. beside[id]], step =>
        {
            progress?.Report(step.Done);
            ComputedImages = step.Computed;
        }, cancel);
    }

    /// <summary>The number of <see cref="Ids"/> for which <see cref="Compute"/> would compute a result.</summary>
    /// <param name="store">The results.</param>
    public int RemainingImages(CellStore store) => _grid.CountMissing(Ids, store);

    /// <summary>The status of each cell in the store, in the order of the cells.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<CellStatus> Status(CellStore store) =>
        [
            .. Keys.Select(cell =>
                CellStatus.Compute(
                    cell.Key.Method.Name,
                    cell.Value,
                    [.. Ids.Where(id => _grid.IsWanted(cell.Key, id))],
                    _grid.Failures.GetValueOrDefault(cell.Key),
                    store)),
        ];

    /// <summary>The tables of the store's results, with claims checked.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<TableReport> Reports(CellStore store) => [.. _experiment.Tables.Zip(_papers, (table, paper) =>
    {
        var result = _grid.Tabulate(
            table.Spec.Title,
            [.. table.Methods.Select(method => TableLine.From(method, _subject.Model.Architecture))],
            table.Metrics,
            [.. Ids.Where(id => _places[id] < Samples(table))],
            store);
        PairedTests.StartCompute(result);
        return new TableReport(result, paper, ClaimCheck.Check(result, table.Claims, _experiment.Spec.Seed))
        {
            Figure = table.Figure,
            Notes = [.. table.Notes.Where(note => note.Subject is null || note.Subject == _subject.Name)],
            Expected = ChecksExpected ? ExpectedCheck.Check(result, table.Expected) : [],
        };
    })];

    /// <summary>
    /// The reasons why <see cref="Draw"/> left out figures of maps. Data without an image that satisfies a figure's rule affects only that
    /// figure.
    /// </summary>
    public IReadOnlyList<string> FigureFailures { get; private set; } = [];

    /// <summary>The number of steps of <see cref="Draw"/>: one per method, image and state of the model.</summary>
    public int DrawSteps => _figures.Sum(figure => figure.Run.Steps);

    /// <summary>Computes the figures of maps and writes their files. Needs no store. Fills <see cref="FigureFailures"/>.</summary>
    /// <param name="progress">Takes the number of finished steps, up to <see cref="DrawSteps"/>.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <returns>The figures, with the names of their files relative to <see cref="Folder"/>.</returns>
    /// <exception cref="DataException">
    /// The experiment has one figure and nothing else, and an image of it does not exist or too few satisfy its rule.
    /// </exception>
    /// <exception cref="PlanException">A class, state or layer does not exist.</exception>
    /// <exception cref="OperationCanceledException">The computation was cancelled.</exception>
    public IReadOnlyList<(ComputedFigure Figure, IReadOnlyList<string> Files)> Draw(IProgress<int>? progress, CancellationToken cancel)
    {
        var (figures, undrawn) = (new List<(ComputedFigure, IReadOnlyList<string>)>(), new List<string>());
        var done = 0;
        foreach (var (figure, run) in _figures)
        {
            try
            {
                var before = done;
                var drawn = run.Compute(
                    progress is null ? null : ProgressBars.Count(steps => progress.Report(before + Math.Min(steps, run.Steps))),
                    cancel);
                var folder = figure.Spec.Folder;
                figures.Add((drawn, [.. drawn.Write(Path.Combine(Folder, folder)).Select(file => Path.Combine(folder, file))]));
            }
            catch (DataException error) when (_experiment.Tables.Count + _experiment.Figures.Count > 1)
            {
                undrawn.Add(error.Message);
            }
            progress?.Report(done += run.Steps);
        }
        FigureFailures = undrawn;
        return figures;
    }

    /// <summary>Identifies the run in its store: eight hexadecimal digits, a hash of cells, tables, number of images and shard.</summary>
    public string Id =>
        Seeds
            .Derive(
                0,
                [
                    CellKey.IdOf(Keys.Values),
                    _experiment.Spec.Title,
                    .. _experiment.Tables.Select(table => $"{table.Spec.Folder} {table.Spec.Title} {Samples(table)}"),
                    $"{_settings.Shard}",
                ])
            .ToString("x16")[..8];

    /// <summary>Starts writing the resolved spec, which the end of the run needs, on another thread.</summary>
    public void StartWritingSpec() => _ = _written.Value;

    private string Spec => _written.Value.GetAwaiter().GetResult();

    /// <summary>All inputs of tables, charts and report, as texts, except for the store's contents and the program itself.</summary>
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

    /// <summary>Indices, in the data's order, of the images for which the store lacks a cell.</summary>
    /// <param name="store">The results.</param>
    public IReadOnlyList<int> MissingImages(CellStore store)
    {
        var cells = Plan.Cells.Select(planned => planned.Cell).ToList();
        return [.. Ids.Where(id => cells.Exists(cell => _grid.IsWanted(cell, id) && !store.Has(Keys[cell], id))).Select(id => _places[id])];
    }

    /// <summary>The number of images that are done in every table, unreadable images included.</summary>
    /// <param name="reports">The tables.</param>
    public int DoneImages(IReadOnlyList<TableReport> reports) =>
        Ids.Count
        - reports
            .Select(report => report.Result.ImagesRequested - report.Result.Images - report.Result.SkippedImages.Count)
            .DefaultIfEmpty(0)
            .Max();
}
