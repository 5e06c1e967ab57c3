namespace Workbench.Engine.Runs;

/// <summary>
/// A claim about a table: the drop of one method from one metric to another exceeds that of others. A drop is the value
/// under <paramref name="From"/> less the value under <paramref name="To"/>.
/// </summary>
/// <param name="Method">Canonical name of the method whose drop is large.</param>
/// <param name="Others">Canonical names of those it exceeds; null for every other method of the table.</param>
/// <param name="Times">It exceeds the others' drops this many times.</param>
/// <param name="From">Canonical name of the first metric.</param>
/// <param name="To">Canonical name of the second metric.</param>
public sealed record DropClaim(string Method, IReadOnlyList<string>? Others, double Times, string From, string To);
