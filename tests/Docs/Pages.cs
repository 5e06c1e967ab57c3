namespace Workbench.Docs;

/// <summary>All generated pages.</summary>
public static class Pages
{
    /// <summary>Makes them; writes nothing.</summary>
    public static IReadOnlyList<Page> All() =>
        [.. MethodPages.All(), .. MetricPages.All(), CommandPage.Create(), ProjectGraph.Create(), .. KeyTables.All()];
}
