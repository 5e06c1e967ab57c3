namespace Workbench.Results;

/// <summary>
/// The drop of one method from one metric to another exceeds that of others. A drop is the value
/// under <paramref name="From"/> less the value under <paramref name="To"/>.
/// </summary>
/// <param name="Method">The method whose drop is large.</param>
/// <param name="Others">Those it exceeds; null for every other method of the table.</param>
/// <param name="Times">It exceeds the others' drops this many times.</param>
/// <param name="From">The first metric.</param>
/// <param name="To">The second metric.</param>
public sealed record DropClaim(string Method, IReadOnlyList<string>? Others, double Times, string From, string To) : Claim;
