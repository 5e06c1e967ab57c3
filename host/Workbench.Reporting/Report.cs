using Workbench.Reporting.Claims;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>A run with what it is set beside.</summary>
/// <param name="Result">The run.</param>
/// <param name="Paper">The paper's numbers, or null.</param>
/// <param name="Claims">Claims that were checked on it.</param>
public sealed record Report(RunResult Result, PaperTable? Paper, IReadOnlyList<ClaimVerdict> Claims)
{
    /// <summary>The figure to draw of it, or null.</summary>
    public FigureLayout? Figure { get; init; }

    /// <summary>What a reader should know of some rows.</summary>
    public IReadOnlyList<TableNote> Notes { get; init; } = [];

    /// <summary>Values that were expected of it, beside ours; empty where none are, or where the run is not the one they were written for.</summary>
    public IReadOnlyList<ExpectedOutcome> Expected { get; init; } = [];

    /// <summary>Those of them that ours is too far from.</summary>
    public IReadOnlyList<ExpectedOutcome> Deviations => [.. Expected.Where(value => value.Deviates)];

    /// <summary>How many values are as expected, in words; null where none are expected.</summary>
    internal string? Agreement =>
        Expected.Count == 0 ? null : $"{Expected.Count - Deviations.Count} of {Expected.Count} expected values agree.";

    /// <summary>A cell's value with its interval, as the table shows it.</summary>
    /// <param name="cell">A cell of the run.</param>
    public string Shown(CellResult cell) => TableGrid.Ours(Result.Metrics.First(metric => metric.Name == cell.Metric), cell);

    /// <summary>Our value less the paper's, in the displayed unit; null where one of them is missing.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="cell">A cell of the run.</param>
    internal double? Difference(MetricColumn metric, CellResult cell) =>
        cell.Score is { Value: not double.NaN } score && Paper?.Value(cell.Method, metric.Name) is { } paper
            ? metric.Displayed(score.Value) - paper
            : null;

    /// <summary>What the paper calls a method, or null.</summary>
    internal string? Label(MethodLine method) => method.Label ?? Paper?.Label(method.Name);
}

/// <summary>A file that a run leaves behind.</summary>
public interface IResultFormat
{
    /// <summary>The file's name, without folder.</summary>
    string FileName { get; }

    /// <summary>Whether there is anything to write.</summary>
    bool AppliesTo(Report report) => true;

    /// <summary>Writes the file's text.</summary>
    /// <param name="report">What it tells of.</param>
    /// <param name="writer">Takes it.</param>
    void Write(Report report, TextWriter writer);
}
