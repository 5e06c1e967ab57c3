namespace Workbench.Results;

/// <summary>A 95 % interval.</summary>
/// <param name="Low">2.5th percentile.</param>
/// <param name="High">97.5th percentile.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>One cell of a table: a method under a metric.</summary>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="Score">Null where the cell failed or has no row.</param>
/// <param name="Interval">Bootstrap interval of the headline over images; null where there is no score.</param>
/// <param name="Rows">Its rows, in the order of the images.</param>
/// <param name="Skipped">What was not scored.</param>
/// <param name="Failure">Why the whole cell has no value, or null.</param>
public sealed record CellResult(
    string Metric, string Method, MetricScore? Score, Interval? Interval,
    IReadOnlyList<MetricRow> Rows, IReadOnlyList<SkippedRow> Skipped, string? Failure)
{
    /// <summary>Id of the cell's key: names its rows in the store. Empty where a result was put together by hand.</summary>
    public string Key { get; init; } = "";

    /// <summary>The value by state of the model, in the order of the states; empty where the metric is no curve.</summary>
    public IReadOnlyList<CurveValue> Curve { get; init; } = [];

    /// <summary>The headline over each bootstrap draw of the images, NaN where a draw holds no row; the same draws for every cell of a run, so that differences of two cells are paired.</summary>
    public IReadOnlyList<double> Resamples { get; init; } = [];

    /// <summary>Whether the score is the mean of the rows, as the metric says: <see cref="MetricAttribute.Mean"/>.</summary>
    public bool IsMean { get; init; }

    /// <summary>Images where a plugin failed.</summary>
    public int Faults { get; init; }
}

/// <summary>A point of a curve: a cell's value in one state of the model.</summary>
/// <param name="State">Id of the state.</param>
/// <param name="Value">The value; NaN where no image has one.</param>
/// <param name="Interval">Its bootstrap interval over images, of the same draws for every point.</param>
/// <param name="Images">Images with a value in this state.</param>
public sealed record CurveValue(string State, double Value, Interval Interval, int Images);

/// <summary>A metric's column of a table.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Percent">Whether a value of 1 reads as 100 %.</param>
public sealed record MetricColumn(string Name, bool Percent);

/// <summary>A method's row of a table.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Label">What the paper calls it, or null.</param>
public sealed record MethodLine(string Name, string? Label)
{
    /// <summary>Where the method reads the model; null for one without a layer.</summary>
    public MethodPlace? Place { get; init; }
}

/// <summary>A method's layer, apart from the method.</summary>
/// <param name="Method">The canonical name without the layer.</param>
/// <param name="Layer">The layer as written.</param>
/// <param name="Depth">Its index in the model, 0 at the input.</param>
public sealed record MethodPlace(string Method, string Layer, int Depth);

/// <summary>One table of a run, finished or interrupted.</summary>
/// <param name="Title">Of the spec.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Methods">Rows, in the spec's order.</param>
/// <param name="Metrics">Columns, in the spec's order.</param>
/// <param name="Cells">One per method and metric.</param>
/// <param name="Images">Images done.</param>
/// <param name="ImagesWanted">Images asked for.</param>
/// <param name="SkippedImages">Images that could not be read, with the reason.</param>
/// <param name="Classes">Class names of the data; the index is the class.</param>
public sealed record RunResult(
    string Title, string Subject, IReadOnlyList<MethodLine> Methods, IReadOnlyList<MetricColumn> Metrics, IReadOnlyList<CellResult> Cells,
    int Images, int ImagesWanted, IReadOnlyList<SkippedRow> SkippedImages, IReadOnlyList<string> Classes)
{
    /// <summary>Whether some metric has a value per state of the model.</summary>
    public bool HasStates =>
        Cells.Any(cell =>
            cell.Curve.Count > 0 || cell.Rows.Any(row => row.State is not null) || cell.Skipped.Any(skip => skip.State is not null));

    private CellsByName? _byName;

    /// <summary>The cell of a method under a metric.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public CellResult Cell(string method, string metric)
    {
        var found = _byName;
        if (found?.Of != Cells)
            _byName = found = new CellsByName(Cells, Cells.ToDictionary(cell => (cell.Method, cell.Metric))); // 'with' copies what was of other cells
        return found.Found[(method, metric)];
    }

    private sealed record CellsByName(IReadOnlyList<CellResult> Of, Dictionary<(string Method, string Metric), CellResult> Found);
}
