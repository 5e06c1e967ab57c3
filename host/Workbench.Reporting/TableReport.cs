using Workbench.Reporting.Claims;
using Workbench.Results;

namespace Workbench.Reporting;

/// <summary>A table's results with the paper's numbers, claims, notes and expected values.</summary>
/// <param name="Result">The results.</param>
/// <param name="Paper">The paper's numbers, or null.</param>
/// <param name="Claims">The checked claims.</param>
public sealed record TableReport(TableResult Result, PaperTable? Paper, IReadOnlyList<ClaimVerdict> Claims)
{
    /// <summary>The figure of curves to draw, or null.</summary>
    public CurveFigureLayout? Figure { get; init; }

    /// <summary>Notes on some rows.</summary>
    public IReadOnlyList<TableNote> Notes { get; init; } = [];

    /// <summary>Comparisons with expected values; empty without any, or if the run differs from the spec they were written for.</summary>
    public IReadOnlyList<ExpectedOutcome> Expected { get; init; } = [];

    /// <summary>The expected values outside their tolerance.</summary>
    public IReadOnlyList<ExpectedOutcome> Deviations => [.. Expected.Where(value => value.Deviates)];

    /// <summary>The number of values that are as expected, in words; null without expected values.</summary>
    internal string? Agreement =>
        Expected.Count == 0 ? null : $"{Expected.Count - Deviations.Count} of {Expected.Count} expected values agree.";

    /// <summary>A cell's value with its interval as the table shows it.</summary>
    /// <param name="cell">A cell of the run.</param>
    public string CellText(CellResult cell) => TableGrid.Ours(Result.Metrics.First(metric => metric.Name == cell.Metric), cell);

    /// <summary>Our value less the paper's, in the displayed unit; null if one is missing.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="cell">A cell of the run.</param>
    internal double? Difference(MetricColumn metric, CellResult cell) =>
        cell.Score is { Value: not double.NaN } score && Paper?.Value(cell.Method, metric.Name) is { } paper
            ? metric.ToDisplayed(score.Value) - paper
            : null;

    /// <summary>The spec's label of a method, else the paper's, or null.</summary>
    internal string? Label(MethodLine method) => method.Label ?? Paper?.Label(method.Name);
}

/// <summary>A format of result files.</summary>
public interface IResultFormat
{
    /// <summary>The file's name, without folder.</summary>
    string FileName { get; }

    /// <summary>Whether the report has content for this file.</summary>
    bool AppliesTo(TableReport report) => true;

    /// <summary>Writes the file's text.</summary>
    /// <param name="report">The report.</param>
    /// <param name="writer">Takes the text.</param>
    void Write(TableReport report, TextWriter writer);
}
