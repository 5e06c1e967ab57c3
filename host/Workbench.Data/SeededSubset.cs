namespace Workbench.Data;

/// <summary>
/// A subset of a data set by a seeded rule: its images ordered by a hash of the seed and their ids, and the first so many of them. Nothing but the ids counts, so that every layout of the same images gives
/// the same subset, and a larger subset begins with the smaller one.
/// </summary>
internal static class SeededSubset
{
    /// <summary>The first <paramref name="count"/> ids in the seed's order.</summary>
    /// <param name="ids">All ids, in any order.</param>
    /// <param name="count">How many, at most as many as there are.</param>
    /// <param name="seed">Each gives another order.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> ids, int count, ulong seed) =>
        [.. ids.OrderBy(id => Seeds.Of(seed, "subset", id)).ThenBy(id => id, StringComparer.Ordinal).Take(count)];
}
