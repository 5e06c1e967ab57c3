namespace Workbench.Reporting.Html;

/// <summary>A run in a comparison.</summary>
/// <param name="Name">Heading of the run's column, different for each run.</param>
/// <param name="Title">Title of the spec.</param>
/// <param name="Subject">Name of the subject.</param>
/// <param name="Cells">Cells of all tables, in order; a pair of metric and method in several tables counts once.</param>
/// <param name="Claims">
/// The claims, each with its verdict: <c>holds</c>, <c>does not hold</c>, <c>undecided</c>, <c>not checked</c>.
/// </param>
/// <param name="Provenance">The contents of <c>provenance.json</c>.</param>
/// <param name="Link">Path of the run's report, relative to the comparison; null for none.</param>
public sealed record ComparedRun(
    string Name,
    string Title,
    string Subject,
    IReadOnlyList<ComparedCell> Cells,
    IReadOnlyList<(string Text, string Verdict)> Claims,
    string Provenance,
    string? Link);

/// <summary>A cell of a compared run, in the metric's own unit.</summary>
/// <param name="Table">Title of the table.</param>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Percent">Whether a value of 1 is displayed as 100 %.</param>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Low">Lower end of the 95 % interval, or null.</param>
/// <param name="High">Upper end of the 95 % interval, or null.</param>
public sealed record ComparedCell(string Table, string Metric, bool Percent, string Method, double? Value, double? Low, double? High);
