namespace Workbench.Data;

/// <summary>
/// A subset of a data set by a seeded rule: the first images in the order of a hash of the seed and their ids. Only the ids matter, so
/// every layout of the same images gives the same subset, and a larger subset begins with the smaller one.
/// </summary>
internal static class SeededSubset
{
    /// <summary>The first <paramref name="count"/> ids in the seed's order.</summary>
    /// <param name="ids">All ids, in any order.</param>
    /// <param name="count">Size of the subset, at most the number of ids.</param>
    /// <param name="seed">Seed of the order.</param>
    public static IReadOnlyList<string> Select(IEnumerable<string> ids, int count, ulong seed) =>
        [.. ids.OrderBy(id => Seeds.Derive(seed, "subset", id)).ThenBy(id => id, StringComparer.Ordinal).Take(count)];
}
