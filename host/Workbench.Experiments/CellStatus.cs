using Workbench.Engine.Store;

namespace Workbench.Experiments;

/// <summary>What a store holds of a cell.</summary>
public enum CellState
{
    /// <summary>All images.</summary>
    Done,
    /// <summary>Not all images, and nothing of another version.</summary>
    Missing,
    /// <summary>Not all images, but rows of a version that differs.</summary>
    Stale,
    /// <summary>The method or metric failed to plan.</summary>
    Failed,
}

/// <summary>A cell of an experiment against a store.</summary>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="State">What the store holds of it.</param>
/// <param name="Images">Images done.</param>
/// <param name="Wanted">Images asked for.</param>
/// <param name="Why">Why it is not done, a clause; empty where it is.</param>
public sealed record CellStatus(string Metric, string Method, CellState State, int Images, int Wanted, string Why)
{
    /// <summary>The status of a cell.</summary>
    /// <param name="method">The method's name, as the spec writes it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="ids">The images asked for.</param>
    /// <param name="failure">Why it failed to plan, or null.</param>
    /// <param name="store">The results.</param>
    public static CellStatus Of(string method, CellKey key, IReadOnlyList<string> ids, string? failure, CellStore store)
    {
        CellStatus Is(CellState state, int images, string why) => new(key.Metric, method, state, images, ids.Count, why);
        if (failure is not null) return Is(CellState.Failed, 0, failure);
        var done = ids.Count(id => store.Has(key, id));
        if (done == ids.Count) return Is(CellState.Done, done, "");
        // Keys of before layers were resolved have the name as written alone.
        bool IsOfMethod(CellKey other) => other.Resolved == key.Resolved || other.Method == key.Method;
        // Of several former versions, the one that differs least is the one that was edited.
        var former = store
            .Keys.Where(other => other.Metric == key.Metric && IsOfMethod(other) && other.Id != key.Id && store.Count(other) > 0)
            .MinBy(other => key.Differences(other).Count);
        if (former is null) return Is(CellState.Missing, done, done == 0 ? "never computed" : "interrupted, or the limit was lower");
        return Is(
            CellState.Stale,
            done,
            string.Join(
                ", ",
                key.Differences(former).Select(part => $"{part} {Verb(part)} (was {Value(former, part)}, is {Value(key, part)})")));
    }

    // Numerics, weights and draws are several.
    private static string Verb(string part) => part.EndsWith('s') ? "differ" : "differs";

    // Of a hash, its beginning; versions and names whole.
    private static string Value(CellKey key, string part) => key.Parts.GetValueOrDefault(part) switch
    {
        null or "" => "nothing",
        { Length: > 8 } hash when hash.All(char.IsAsciiHexDigit) => hash[..8] + "…",
        { Length: > 40 } name => name[..40] + "…",
        var value => value,
    };
}
