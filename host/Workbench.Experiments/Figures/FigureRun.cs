using System.Globalization;
using Workbench.Data;
using Workbench.Engine;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Experiments.Figures;

/// <summary>
/// Computes the maps of a figure with one plan of shared passes for all its images, methods, classes and states. An image that a table of
/// the same run computes takes its maps from the table's sweeps.
/// </summary>
public sealed class FigureRun
{
    private readonly MapFigureLayout _layout;
    private readonly Subject _subject;
    private readonly ulong _seed;
    private readonly IReadOnlyList<(string Name, ModelState State)> _states;
    private readonly Dictionary<FigureImage, List<Row>> _found = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<FigureImage>? _images;

    /// <summary>Resolves the figure's classes and states. Runs no pass.</summary>
    /// <param name="layout">The figure.</param>
    /// <param name="subject">Model and data.</param>
    /// <param name="seed">Seed of the methods' random draws.</param>
    /// <exception cref="PlanException">A class or state does not exist.</exception>
    public FigureRun(MapFigureLayout layout, Subject subject, ulong seed)
    {
        (_layout, _subject, _seed) = (layout, subject, seed);
        _states = [.. layout.Rows.States.Select(name => (Name: name, State: State(name)))];
        var fixedTargets = layout.Rows.Classes.Where(text => Present(text) is null).Select(text => Target(text, null));
        var kinds =
            MapRun.KindsOf(fixedTargets)
            | (layout.Rows.Classes.Any(text => Present(text) is not null) ? TargetKinds.PresentClasses : TargetKinds.None);
        Requests =
        [
            .. layout.Columns.Select(column => new MapRequest(column.Method, kinds, [.. _states.Select(state => state.State).Distinct()])),
        ];
    }

    /// <summary>The maps to compute for every image.</summary>
    public IReadOnlyList<MapRequest> Requests { get; }

    /// <summary>The passes; planned on first use unless set.</summary>
    /// <exception cref="PlanException">A layer does not exist, or a rule matches no layer.</exception>
    public PassPlan Plan { get => field ??= Planner.Plan(Requests, _subject.Model.Architecture); set; }

    private sealed record FigureCell(PlainMap? Map, string? Failure);

    private sealed record Row(
        FigureImage Image,
        string StateName,
        ModelState State,
        MapTarget Target,
        int Class,
        IReadOnlyList<double> Logits,
        IReadOnlyList<FigureCell> Cells);

    /// <summary>Chooses the images and computes every map; a method that fails leaves its cells empty.</summary>
    /// <param name="steps">Takes the number of finished steps, up to <see cref="Steps"/>.</param>
    /// <param name="cancel">Stops between the steps.</param>
    /// <exception cref="DataException">
    /// An image does not exist or cannot be read, too few images satisfy the rule, or an image has too few objects.
    /// </exception>
    /// <exception cref="PlanException">A class, state or layer does not exist.</exception>
    /// <exception cref="OperationCanceledException">The computation was cancelled.</exception>
    public ComputedFigure Compute(IProgress<int>? steps = null, CancellationToken cancel = default)
    {
        var run = new MapRun(_subject.Model, Plan, _states[0].State, _seed) { OnStep = cancel.ThrowIfCancellationRequested };
        var left = Images(cancel).Where(image => !_found.ContainsKey(image)).ToList();
        var shared = Steps - left.Count * run.Steps;
        run.Compute(
            left,
            (image, maps) => _found[image] = Rows(image, maps),
            (image, reason) =>
                throw new DataException(
                    $"{_layout.Name}: '{image.Name}': out of memory with this image alone ({image.Width}×{image.Height}). {reason}"),
            steps is null ? null : ProgressBars.Count(done => steps.Report(shared + done)),
            cancel);
        cancel.ThrowIfCancellationRequested();
        var rows = Images(cancel).SelectMany(image => _found[image]).ToList();
        var failures = rows.SelectMany(row => row.Cells.Select(cell => cell.Failure))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var grid = Grid(rows);
        return new ComputedFigure(grid, Record(rows, grid.Ranges()), failures);
    }

    /// <summary>The number of steps: one per method, image and state of the model.</summary>
    public int Steps => (_layout.Images.Rule?.Count ?? _layout.Images.Named.Count) * _layout.Columns.Count * _layout.Rows.States.Count;

    /// <summary>Chooses the images, and returns the maps that a table can compute along with its own for images of the data.</summary>
    /// <param name="cancel">Stops the choice.</param>
    /// <exception cref="DataException">
    /// An image does not exist or cannot be read, too few images satisfy the rule, or an image has too few objects.
    /// </exception>
    public IEnumerable<(string Id, ExtraMaps Maps)> MapsForTables(CancellationToken cancel) =>
        from image in Images(cancel)
        where image.IsOfData && image.Targets.All(target => target.Class is not { } asked || image.Sample.PresentClasses.Contains(asked))
        select (image.Name, new ExtraMaps(Requests, image.Targets, _states[0].State, maps => _found[image] = Rows(image, maps)));

    private IReadOnlyList<FigureImage> Images(CancellationToken cancel) =>
        _images ??=
        [
            .. FigureImage
                .Select(_layout, _subject, cancel)
                .Select(image => image with { Targets = [.. _layout.Rows.Classes.Select(text => Target(text, image.Sample))] }),
        ];

    private List<Row> Rows(FigureImage image, TargetMaps maps) =>
        [.. _states.SelectMany(state => _layout.Rows.Classes.Zip(image.Targets, (text, target) =>
        {
            var @class = target.Class ?? maps.Classes.First(asked => asked.Asked.Contains(target.Text)).Class;
            var cells = Requests
                .Select(request =>
                    (Plan.FailedMethods.GetValueOrDefault(request.Method) ?? maps.FailureOf(request.Method)) is { } failure
                        ? new FigureCell(null, failure)
                        : new FigureCell(MapCopy.From(maps.Map(request.Method, @class, state.State)), null))
                .ToList();
            return new Row(image, state.Name, state.State, target with { Text = text }, @class, [.. maps.LogitsIn(state.State)], cells);
        }))];

    private ModelState State(string name)
    {
        try
        {
            return RandomisedStates.FromName(name, _subject.Model.Architecture, _layout.Rows.Sigma, _layout.Rows.Seed);
        }
        catch (Exception error) when (error is UnknownLayerException or FormatException)
        {
            throw new PlanException([
                $"{_layout.Name}: state '{name}': {error.Message} "
                + $"A state is '{ModelState.Trained.Id}', '{RandomisedStates.Half}', '{RandomisedStates.Full}' or a layer.",
            ]);
        }
    }

    // 'present2' is the class of the second largest object.
    private static int? Present(string text) =>
        text.StartsWith("present", StringComparison.Ordinal)
        && int.TryParse(text["present".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
        && rank > 0
            ? rank
            : null;

    private MapTarget Target(string text, Sample? sample)
    {
        if (Present(text) is { } rank && sample is not null)
        {
            var present = TwoLargeObjects.LargestFirst(sample);
            return rank <= present.Count
                ? MapTarget.FromClass(present[rank - 1])
                : throw new DataException(
                    $"{_layout.Name}: '{text}' needs an image with {rank} annotated classes, but '{sample.Id}' has {present.Count}.");
        }
        try
        {
            return MapTarget.Parse(text, _subject.Model.Architecture, _subject.Data.Classes);
        }
        catch (FormatException error)
        {
            throw new PlanException([
                $"{_layout.Name}: {error.Message} 'present1', 'present2'… are the classes of the image's objects, largest object first.",
            ]);
        }
    }

    private MapGrid Grid(IReadOnlyList<Row> rows)
    {
        var pictures = rows.Select(row => row.Image)
            .Distinct()
            .ToDictionary(image => image, image => _subject.Input.ToImage(image.ModelInput));
        var named = _layout.Rows.States is not [var only] || only != ModelState.Trained.Id;
        var ids = string.Join(", ", pictures.Keys.Select(image => image.Sample.Id));
        List<MapGridRow> gridRows =
        [
            .. rows.Select(row => new MapGridRow(
                pictures[row.Image],
                _layout.Boxes ? Boxes(row) : [],
                named ? Words(row.StateName) : "",
                Label(row.Class) ?? $"class {row.Class}",
                Score(row),
                [.. row.Cells.Select(cell => cell.Map)])),
        ];
        return new MapGrid(_layout.Title, [.. _layout.Columns.Select(column => column.Caption)], gridRows)
        {
            Scale = _layout.Scale,
            Sign = _layout.Sign,
            Source = $"{_subject.Name}, image{(pictures.Count > 1 ? "s" : "")} {ids}.",
        };
    }

    private static string Words(string state) => state switch
    {
        RandomisedStates.Half => "half randomised",
        RandomisedStates.Full => "fully randomised",
        _ when state == ModelState.Trained.Id => "original",
        _ => $"from {state}",
    };

    private string? Label(int @class) => @class < _subject.Data.Classes.Count ? _subject.Data.Classes[@class] : null;

    // Only in a figure of the trained model: other states have a different strongest class.
    private string Rank(string target) => _layout.Rows.States.Count > 1 ? "" : target switch
    {
        MapTarget.Top => "strongest, ",
        MapTarget.Bottom => "weakest, ",
        _ => "",
    };

    private string Score(Row row) => Output(row) is { } output
        ? FormattableString
            .Invariant($"{Rank(row.Target.Text)}{_layout.Scores.ToString().ToLowerInvariant()} {output:0.00}")
            .Replace('-', '−')
        : Rank(row.Target.Text).TrimEnd(',', ' ');

    private double? Output(Row row) => _layout.Scores switch
    {
        OutputScore.Logit => row.Logits[row.Class],
        OutputScore.Softmax => 1 / row.Logits.Sum(logit => Math.Exp(logit - row.Logits[row.Class])),
        OutputScore.Sigmoid => 1 / (1 + Math.Exp(-row.Logits[row.Class])),
        _ => null,
    };

    private List<PictureBox> Boxes(Row row)
    {
        var (sample, input) = (row.Image.Sample, row.Image.ModelInput);
        return [.. sample.Objects.Where(one => one.Class == row.Class).Select(one =>
        {
            var (left, top) = _subject.Input.MapPoint(sample.Width, sample.Height, one.XMin, one.YMin);
            var (right, bottom) = _subject.Input.MapPoint(sample.Width, sample.Height, one.XMax + 1, one.YMax + 1);
            return new PictureBox(left / input.Width, top / input.Height, right / input.Width, bottom / input.Height);
        })];
    }

    private FigureRecord Record(IReadOnlyList<Row> rows, MapRange?[,] ranges) => new(
        _layout.Name,
        _layout.Title,
        HostIdentity.Workbench,
        _subject.Name,
        _subject.Model.Architecture.ToString(),
        _subject.Model.Hash,
        _subject.Data.Hash,
        _subject.Input.Name,
        _seed,
        _layout.Scale.ToString().ToLowerInvariant(),
        _layout.Sign.ToString().ToLowerInvariant(),
        _layout.Scores.ToString().ToLowerInvariant(),
        _layout.Images.Rule?.ToString(),
        [
            .. rows.Select(row => row.Image.Sample)
                .Distinct()
                .Select(sample => new FigureRecord.ImageEntry(
                    sample.Id,
                    sample.Width,
                    sample.Height,
                    [
                        .. sample.Objects.Select(one => new FigureRecord.ObjectEntry(
                            one.Class,
                            Label(one.Class),
                            [one.XMin, one.YMin, one.XMax, one.YMax])),
                    ])),
        ],
        [.. _layout.Columns.Select(column => new FigureRecord.ColumnEntry(column.Method.Name, column.Caption, column.Method.Plugin.Code))],
        [.. rows.Select(row => new FigureRecord.RowEntry(
            row.Image.Sample.Id,
            row.StateName,
            row.State.RandomiseFrom?.Name,
            row.State.RandomiseFrom is null ? null : row.State.Sigma,
            row.State.RandomiseFrom is null ? null : row.State.Seed,
            row.Target.Text, row.Class, Label(row.Class), row.Logits[row.Class], Output(row)))],
        [
            .. rows.Index()
                .SelectMany(row =>
                    row.Item.Cells.Index()
                        .Select(cell => Entry(row.Index, cell.Index, cell.Item, ranges[row.Index, cell.Index]))),
        ]);

    private static FigureRecord.MapEntry Entry(int row, int column, FigureCell cell, MapRange? range) =>
        cell.Map is { } map && range is { } colours
            ? new(row, column, map.Width, map.Height, map.Values.Min(), map.Values.Max(), colours.Low, colours.High, null)
            : new(row, column, null, null, null, null, null, null, cell.Failure);
}
