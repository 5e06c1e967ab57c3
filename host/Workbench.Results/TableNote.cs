namespace Workbench.Results;

/// <summary>A note about some rows of a table, shown under the table.</summary>
/// <param name="Methods">Canonical names of the rows.</param>
/// <param name="Text">The note, a sentence or two.</param>
/// <param name="Subject">Name of the subject that the note applies to; null for any.</param>
public sealed record TableNote(IReadOnlyList<string> Methods, string Text, string? Subject);
