using Workbench.Engine.Store;

namespace Workbench.Experiments;

/// <summary>How complete a cell is in a store.</summary>
public enum CellState
{
    /// <summary>The store has all images.</summary>
    Done,
    /// <summary>Images are missing, and the store has no rows of another version of the cell.</summary>
    Missing,
    /// <summary>Images are missing, and the store has rows of another version of the cell.</summary>
    Stale,
    /// <summary>The planner rejected the method or metric.</summary>
    Failed,
}

/// <summary>The state of an experiment's cell in a store.</summary>
/// <param name="Metric">The metric's canonical name.</param>
/// <param name="Method">The method's canonical name.</param>
/// <param name="State">How complete the cell is.</param>
/// <param name="Images">Number of images in the store.</param>
/// <param name="TotalImages">Number of images in the experiment.</param>
/// <param name="Reason">The reason why the cell is incomplete, a clause; empty if it is done.</param>
public sealed record CellStatus(string Metric, string Method, CellState State, int Images, int TotalImages, string Reason)
{
    /// <summary>The status of a cell.</summary>
    /// <param name="method">The method's name as the spec writes it.</param>
    /// <param name="key">The cell's key.</param>
    /// <param name="ids">The images of the experiment.</param>
    /// <param name="failure">The reason why the planner rejected it, or null.</param>
    /// <param name="store">The results.</param>
    public static CellStatus Compute(string method, CellKey key, IReadOnlyList<string> ids, string? failure, CellStore store)
    {
        CellStatus Is(CellState state, int images, string why) => new(key.Metric, method, state, images, ids.Count, why);
        if (failure is not null) return Is(CellState.Failed, 0, failure);
        var done = ids.Count(id => store.Has(key, id));
        if (done == ids.Count) return Is(CellState.Done, done, "");
        // Older stores have keys without the resolved name; those match by the name as written.
        bool IsOfMethod(CellKey other) => other.ResolvedMethod == key.ResolvedMethod || other.Method == key.Method;
        // Among several former versions, the one with the fewest differences is most likely the one that was edited.
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

    // Numerics, weights and draws are plural.
    private static string Verb(string part) => part.EndsWith('s') ? "differ" : "differs";

    // Hashes are cut to 8 digits, long names to 40 characters.
    private static string Value(CellKey key, string part) => key.Parts.GetValueOrDefault(part) switch
    {
        null or "" => "nothing",
        { Length: > 8 } hash when hash.All(char.IsAsciiHexDigit) => hash[..8] + "…",
        { Length: > 40 } name => name[..40] + "…",
        var value => value,
    };
}
