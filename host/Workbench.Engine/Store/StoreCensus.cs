namespace Workbench.Engine.Store;

/// <summary>How far a store is, told from its file alone: no model, data or plugin is needed.</summary>
public static class StoreCensus
{
    /// <summary>How many of some cells each image has; of images that have none, nothing.</summary>
    /// <param name="folder">The store's folder; one without a store holds nothing.</param>
    /// <param name="keys">Ids of the cells' keys.</param>
    /// <exception cref="RunStoreException">The store is damaged, another program's or a newer workbench's.</exception>
    public static IReadOnlyDictionary<string, int> Of(string folder, IReadOnlySet<string> keys)
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
