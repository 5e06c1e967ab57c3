using System.Globalization;
using Workbench.Data;
using Workbench.Engine;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using Workbench.Reporting.Pictures;
using Workbench.Results;

namespace Workbench.Experiments.Figures;

/// <summary>Computes a figure's maps: for each image all methods, classes and states from one plan of shared passes.</summary>
/// <param name="layout">The figure.</param>
/// <param name="subject">Model and data.</param>
/// <param name="seed">Seed of the methods' random draws.</param>
public sealed class FigureRun(MapFigureLayout layout, Subject subject, ulong seed)
{
    private sealed record Cell(PlainMap? Map, string? Failure);

    private sealed record Row(FigureImage Image, string StateName, ModelState State, MapTarget Target, int Class, IReadOnlyList<double> Logits, IReadOnlyList<Cell> Cells);

    /// <summary>Chooses the images and computes every map; a method that fails leaves its cells empty.</summary>
    /// <param name="steps">Takes the number of steps done, of <see cref="Steps"/>.</param>
    /// <param name="cancel">Stops between the steps.</param>
    /// <exception cref="DataException">An image does not exist or cannot be read, too few satisfy the rule, or an image has too few objects.</exception>
    /// <exception cref="PlanException">A class, state or layer does not exist.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public DrawnFigure Compute(IProgress<int>? steps = null, CancellationToken cancel = default)
    {
        var states = layout.Rows.States.Select(name => (Name: name, State: State(name))).ToList();
        var asked = layout.Rows.Classes.Where(text => Present(text) is null).Select(text => Target(text, null));
        var kinds = MapRun.KindsOf(asked) | (layout.Rows.Classes.Any(text => Present(text) is not null) ? TargetKinds.PresentClasses : TargetKinds.None);
        // One plan for all images, before the first pass.
        var run = new MapRun(subject.Model, [.. layout.Columns.Select(column => column.Method)], kinds, seed, [.. states.Select(state => state.State).Distinct()]) { Stepped = cancel.ThrowIfCancellationRequested };
        var images = FigureImage.Of(layout, subject, cancel).Select(image => image with { Targets = [.. layout.Rows.Classes.Select(text => Target(text, image.Sample))] }).ToList();
        var found = new Dictionary<FigureImage, List<Row>>(ReferenceEqualityComparer.Instance);
        run.Compute(images,
            (image, maps) => found[image] = Rows(run.Plan, image, states, maps),
            (image, reason) => throw new DataException($"{layout.Name}: '{image.Name}' does not fit into memory alone ({image.Width}×{image.Height}). {reason}"), steps, cancel);
        cancel.ThrowIfCancellationRequested();
        var rows = images.SelectMany(image => found[image]).ToList();
        var failures = rows.SelectMany(row => row.Cells.Select(cell => cell.Failure)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var grid = Grid(rows);
        return new DrawnFigure(grid, Record(rows, grid.Ranges()), failures);
    }

    /// <summary>How many steps it takes: a method in a state of the model for an image.</summary>
    public int Steps => (layout.Images.Rule?.Count ?? layout.Images.Named.Count) * layout.Columns.Count * layout.Rows.States.Count;

    private List<Row> Rows(PassPlan plan, FigureImage image, IReadOnlyList<(string Name, ModelState State)> states, TargetMaps maps) =>
        [.. states.SelectMany(state => layout.Rows.Classes.Zip(image.Targets, (text, target) =>
        {
            var @class = target.Class ?? maps.Classes.First(asked => asked.Asked.Contains(target.Text)).Class;
            var cells = layout.Columns.Select(column => (plan.Unplanned.GetValueOrDefault(column.Method) ?? maps.FailureOf(column.Method)) is { } failure
                ? new Cell(null, failure) : new Cell(MapCopy.From(maps.Map(column.Method, @class, state.State)), null)).ToList();
            return new Row(image, state.Name, state.State, target with { Text = text }, @class, [.. maps.LogitsIn(state.State)], cells);
        }))];

    private ModelState State(string name)
    {
        try
        {
            return RandomisedStates.Named(name, subject.Model.Card, layout.Rows.Sigma, layout.Rows.Seed);
        }
        catch (Exception error) when (error is UnknownLayerException or FormatException)
        {
            throw new PlanException([$"{layout.Name}: state '{name}': {error.Message} A state is '{ModelState.Trained.Id}', '{RandomisedStates.Half}', '{RandomisedStates.Full}' or a layer."]);
        }
    }

    // 'present2' is the class of the second largest object.
    private static int? Present(string text) =>
        text.StartsWith("present", StringComparison.Ordinal) && int.TryParse(text["present".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var rank) && rank > 0 ? rank : null;

    private MapTarget Target(string text, Sample? sample)
    {
        if (Present(text) is { } rank && sample is not null)
        {
            var present = TwoLargeObjects.LargestFirst(sample);
            return rank <= present.Count ? MapTarget.Of(present[rank - 1])
                : throw new DataException($"{layout.Name}: '{text}' asks for the image's class number {rank}, and '{sample.Id}' has annotated objects of {present.Count} class{(present.Count == 1 ? "" : "es")}.");
        }
        try
        {
            return MapTarget.Parse(text, subject.Model.Card, subject.Data.Classes);
        }
        catch (FormatException error)
        {
            throw new PlanException([$"{layout.Name}: {error.Message} 'present1', 'present2'… are the classes of the image's objects, the largest first."]);
        }
    }

    private MapGrid Grid(IReadOnlyList<Row> rows)
    {
        var pictures = rows.Select(row => row.Image).Distinct().ToDictionary(image => image, image => subject.Input.Picture(image.Seen));
        var named = layout.Rows.States is not [var only] || only != ModelState.Trained.Id;
        return new MapGrid(layout.Title, [.. layout.Columns.Select(column => column.Caption)], [.. rows.Select(row => new MapGridRow(
            pictures[row.Image], layout.Boxes ? Boxes(row) : [], named ? Words(row.StateName) : "", Label(row.Class) ?? $"class {row.Class}", Score(row), [.. row.Cells.Select(cell => cell.Map)]))])
        {
            Scale = layout.Scale, Sign = layout.Sign,
            Source = $"{subject.Name}, image{(pictures.Count > 1 ? "s" : "")} {string.Join(", ", pictures.Keys.Select(image => image.Sample.Id))}.",
        };
    }

    private static string Words(string state) => state switch
    {
        RandomisedStates.Half => "half randomised",
        RandomisedStates.Full => "fully randomised",
        _ when state == ModelState.Trained.Id => "original",
        _ => $"from {state}",
    };

    private string? Label(int @class) => @class < subject.Data.Classes.Count ? subject.Data.Classes[@class] : null;

    // Of the trained model: other states have a strongest class of their own.
    private string Rank(string target) => layout.Rows.States.Count > 1 ? "" : target switch
    {
        MapTarget.Top => "strongest, ",
        MapTarget.Bottom => "weakest, ",
        _ => "",
    };

    private string Score(Row row) => Output(row) is { } output
        ? FormattableString.Invariant($"{Rank(row.Target.Text)}{layout.Scores.ToString().ToLowerInvariant()} {output:0.00}").Replace('-', '−')
        : Rank(row.Target.Text).TrimEnd(',', ' ');

    private double? Output(Row row) => layout.Scores switch
    {
        OutputScore.Logit => row.Logits[row.Class],
        OutputScore.Softmax => 1 / row.Logits.Sum(logit => Math.Exp(logit - row.Logits[row.Class])),
        OutputScore.Sigmoid => 1 / (1 + Math.Exp(-row.Logits[row.Class])),
        _ => null,
    };

    private List<PictureBox> Boxes(Row row)
    {
        var (sample, input) = (row.Image.Sample, row.Image.Seen);
        return [.. sample.Objects.Where(one => one.Class == row.Class).Select(one =>
        {
            var (left, top) = subject.Input.Place(sample.Width, sample.Height, one.XMin, one.YMin);
            var (right, bottom) = subject.Input.Place(sample.Width, sample.Height, one.XMax + 1, one.YMax + 1);
            return new PictureBox(left / input.Width, top / input.Height, right / input.Width, bottom / input.Height);
        })];
    }

    private FigureRecord Record(IReadOnlyList<Row> rows, MapRange?[,] ranges) => new(
        layout.Name, layout.Title, HostIdentity.Workbench, subject.Name, subject.Model.Card.ToString(), subject.Model.Hash, subject.Data.Hash, subject.Input.Name, seed,
        layout.Scale.ToString().ToLowerInvariant(), layout.Sign.ToString().ToLowerInvariant(), layout.Scores.ToString().ToLowerInvariant(), layout.Images.Rule?.ToString(),
        [.. rows.Select(row => row.Image.Sample).Distinct().Select(sample => new FigureRecord.ImageEntry(sample.Id, sample.Width, sample.Height,
            [.. sample.Objects.Select(one => new FigureRecord.ObjectEntry(one.Class, Label(one.Class), [one.XMin, one.YMin, one.XMax, one.YMax]))]))],
        [.. layout.Columns.Select(column => new FigureRecord.ColumnEntry(column.Method.Name, column.Caption, column.Method.Plugin.Code))],
        [.. rows.Select(row => new FigureRecord.RowEntry(
            row.Image.Sample.Id, row.StateName, row.State.RandomiseFrom?.Name, row.State.RandomiseFrom is null ? null : row.State.Sigma, row.State.RandomiseFrom is null ? null : row.State.Seed,
            row.Target.Text, row.Class, Label(row.Class), row.Logits[row.Class], Output(row)))],
        [.. rows.Index().SelectMany(row => row.Item.Cells.Index().Select(cell => cell.Item.Map is { } map && ranges[row.Index, cell.Index] is { } range
            ? new FigureRecord.MapEntry(row.Index, cell.Index, map.Width, map.Height, map.Values.Min(), map.Values.Max(), range.Low, range.High, null)
            : new FigureRecord.MapEntry(row.Index, cell.Index, null, null, null, null, null, null, cell.Item.Failure)))]);
}
