namespace Workbench.Results;

/// <summary>A 95 % confidence interval.</summary>
/// <param name="Low">2.5th percentile.</param>
/// <param name="High">97.5th percentile.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>One cell of a table: a method under a metric.</summary>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="Score">The metric's score; null if the cell failed or has no rows.</param>
/// <param name="Interval">Bootstrap interval of the headline over images; null without a score.</param>
/// <param name="Rows">The cell's rows, in the order of the images.</param>
/// <param name="Skipped">The images, classes or states that were not scored, with reasons.</param>
/// <param name="Failure">Why the whole cell has no value, or null.</param>
public sealed record CellResult(
    string Metric, string Method, MetricScore? Score, Interval? Interval,
    IReadOnlyList<MetricRow> Rows, IReadOnlyList<SkippedRow> Skipped, string? Failure)
{
    /// <summary>Id of the cell's key, which names its rows in the store. Empty for a result that does not come from a run.</summary>
    public string Key { get; init; } = "";

    /// <summary>The value by model state, in the order of the states; empty for a metric without a curve.</summary>
    public IReadOnlyList<CurveValue> Curve { get; init; } = [];

    /// <summary>
    /// The headline in each bootstrap resample of the images; NaN for a resample without rows. All cells of a run share the draws, so the
    /// difference of two cells is paired.
    /// </summary>
    public IReadOnlyList<double> Resamples { get; init; } = [];

    /// <summary>Whether the metric declares its score to be the mean of the rows (<see cref="MetricAttribute.Mean"/>).</summary>
    public bool IsMean { get; init; }

    /// <summary>Number of images on which a plugin failed.</summary>
    public int Faults { get; init; }
}

/// <summary>A point of a curve: a cell's value in one model state.</summary>
/// <param name="State">Id of the state.</param>
/// <param name="Value">The value; NaN if no image has one.</param>
/// <param name="Interval">Bootstrap interval over images; all points share the draws.</param>
/// <param name="Images">Number of images with a value in this state.</param>
public sealed record CurveValue(string State, double Value, Interval Interval, int Images);

/// <summary>A metric's column of a table.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Percent">Whether a value of 1 is displayed as 100 %.</param>
public sealed record MetricColumn(string Name, bool Percent);

/// <summary>A method's row of a table.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Label">The paper's name for the method, or null.</param>
public sealed record MethodLine(string Name, string? Label)
{
    /// <summary>The layer where the method reads the model; null for a method without a layer.</summary>
    public MethodPlace? Place { get; init; }
}

/// <summary>A method's canonical name, split into the method and its layer.</summary>
/// <param name="Method">The canonical name without the layer.</param>
/// <param name="Layer">The layer as written in the spec.</param>
/// <param name="Depth">Index of the layer in the model, 0 at the input.</param>
public sealed record MethodPlace(string Method, string Layer, int Depth);

/// <summary>One table of a run, finished or interrupted.</summary>
/// <param name="Title">The table's caption.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Methods">Rows, in the spec's order.</param>
/// <param name="Metrics">Columns, in the spec's order.</param>
/// <param name="Cells">One cell per method and metric.</param>
/// <param name="Images">Number of images done.</param>
/// <param name="ImagesRequested">Number of images that the spec asks for.</param>
/// <param name="SkippedImages">Images that could not be read, with the reason.</param>
/// <param name="Classes">Class names of the data, by class index.</param>
public sealed record TableResult(
    string Title, string Subject, IReadOnlyList<MethodLine> Methods, IReadOnlyList<MetricColumn> Metrics, IReadOnlyList<CellResult> Cells,
    int Images, int ImagesRequested, IReadOnlyList<SkippedRow> SkippedImages, IReadOnlyList<string> Classes)
{
    /// <summary>Whether any metric has a value per model state.</summary>
    public bool HasStates =>
        Cells.Any(cell =>
            cell.Curve.Count > 0 || cell.Rows.Any(row => row.State is not null) || cell.Skipped.Any(skip => skip.State is not null));

    private CellsByName? _byName;

    /// <summary>The cell of a method under a metric.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such cell.</exception>
    public CellResult Cell(string method, string metric)
    {
        var index = _byName;
        // A 'with' expression copies the index, which is stale if it replaces the cells.
        if (index?.Cells != Cells) _byName = index = new CellsByName(Cells, Cells.ToDictionary(cell => (cell.Method, cell.Metric)));
        return index.ByName[(method, metric)];
    }

    private sealed record CellsByName(IReadOnlyList<CellResult> Cells, Dictionary<(string Method, string Metric), CellResult> ByName);
}
