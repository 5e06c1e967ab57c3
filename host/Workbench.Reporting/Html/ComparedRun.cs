namespace Workbench.Reporting.Html;

/// <summary>A run as a comparison sees it.</summary>
/// <param name="Name">What its column is called; told apart from the other runs'.</param>
/// <param name="Title">Of its spec.</param>
/// <param name="Subject">Name of its subject.</param>
/// <param name="Cells">Cells of its tables, in order; a metric and method that stand in several tables count once.</param>
/// <param name="Claims">Its claims, each with its verdict in words: <c>holds</c>, <c>does not hold</c>, <c>undecided</c>, <c>not checked</c>.</param>
/// <param name="Provenance">Its provenance, as its JSON file has it.</param>
/// <param name="Link">Where its own report lies, relative to the comparison; null for none.</param>
public sealed record ComparedRun(
    string Name,
    string Title,
    string Subject,
    IReadOnlyList<ComparedCell> Cells,
    IReadOnlyList<(string Text, string Verdict)> Claims,
    string Provenance,
    string? Link);

/// <summary>A cell of a compared run, in the metric's own unit.</summary>
/// <param name="Table">Title of its table.</param>
/// <param name="Metric">Canonical name of the metric.</param>
/// <param name="Percent">Whether a value of 1 reads as 100 %.</param>
/// <param name="Method">Canonical name of the method.</param>
/// <param name="Value">Its value; null where it has none.</param>
/// <param name="Low">Lower end of its 95 % interval; null where it has none.</param>
/// <param name="High">Upper end.</param>
public sealed record ComparedCell(string Table, string Metric, bool Percent, string Method, double? Value, double? Low, double? High);
