namespace Workbench.Results;

/// <summary>What a reader of a table should know of some of its rows: shown under the table wherever it is shown.</summary>
/// <param name="Methods">Canonical names of the rows.</param>
/// <param name="Text">What to know, a sentence or two.</param>
/// <param name="Subject">Name of the subject that it is true of; null for any.</param>
public sealed record TableNote(IReadOnlyList<string> Methods, string Text, string? Subject);
