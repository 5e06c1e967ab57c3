namespace Workbench.Engine.Store;

/// <summary>Counts a store's cells from its file alone, without model, data or plugins.</summary>
public static class StoreCounts
{
    /// <summary>How many of the given cells each image has. Images without any are left out.</summary>
    /// <param name="folder">The store's folder; may have no store.</param>
    /// <param name="keys">Ids of the cells' keys.</param>
    /// <exception cref="RunStoreException">The store is damaged, of another program or of a newer workbench.</exception>
    public static IReadOnlyDictionary<string, int> CountByImage(string folder, IReadOnlySet<string> keys)
    {
        using var file = StoreFile.Read(folder);
        if (file is null) return new Dictionary<string, int>();
        using var cells = file.Command("SELECT id, key FROM cell");
        using var entries = file.Command("SELECT sample.name, entry.cell FROM entry JOIN sample ON sample.id = entry.sample");
        var ours = cells
            .Rows(row => (Id: row.GetInt64(0), Key: row.GetString(1)))
            .Where(cell => keys.Contains(cell.Key))
            .Select(cell => cell.Id)
            .ToHashSet();
        return entries
            .Rows(row => (Sample: row.GetString(0), Cell: row.GetInt64(1)))
            .Where(entry => ours.Contains(entry.Cell))
            .GroupBy(entry => entry.Sample, StringComparer.Ordinal)
            .ToDictionary(sample => sample.Key, sample => sample.Count(), StringComparer.Ordinal);
    }
}
