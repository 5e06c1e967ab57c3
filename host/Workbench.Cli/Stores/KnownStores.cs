using System.Security.Cryptography;
using System.Text;
using Workbench.Data;
using Workbench.Experiments;

namespace Workbench.Cli.Stores;

/// <summary>
/// The stores of runs made with <c>--out</c> or <c>--store</c>, for each folder that runs were started from. Each store has a small
/// record in the cache, so that <c>runs list</c> finds it without a search. <see cref="Find"/> deletes the records of moved and deleted
/// stores.
/// </summary>
/// <param name="records">The folder of the records.</param>
/// <param name="here">The current folder.</param>
internal sealed class KnownStores(string records, string here)
{
    /// <summary>The known stores of this user and the current folder.</summary>
    public static KnownStores Current => new(CacheFolders.Stores, Environment.CurrentDirectory);

    /// <summary>Records a store. A failure is ignored, since the store can still be named by its folder.</summary>
    /// <param name="folder">The store's folder.</param>
    public void Add(string folder)
    {
        var store = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder, here));
        if (store == Path.GetFullPath(ExperimentRun.DefaultStore, here)) return;
        var text = $"{store}\n{here}\n";
        try
        {
            Directory.CreateDirectory(records);
            // Records of deleted working folders are deleted.
            foreach (var record in Directory.EnumerateFiles(records))
                if (File.ReadAllText(record).Split('\n') is not [_, var from, ..] || !Directory.Exists(from)) File.Delete(record);
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
            File.WriteAllText(Path.Combine(records, name), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The store can still be named by its folder.
        }
    }

    /// <summary>The folders of the stores that were made from the current folder and still exist.</summary>
    /// <param name="gone">Takes the folder of each store that no longer exists. Its record is deleted.</param>
    public IReadOnlyList<string> Find(Action<string> gone)
    {
        var found = new List<string>();
        try
        {
            if (!Directory.Exists(records)) return found;
            foreach (var record in Directory.EnumerateFiles(records).Order(StringComparer.Ordinal))
            {
                if (File.ReadAllText(record).Split('\n') is not [var store, var from, ..] || from != here) continue;
                if (File.Exists(Path.Combine(store, "store.db")))
                {
                    found.Add(store);
                    continue;
                }
                File.Delete(record);
                gone(store);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The stores found so far are returned.
        }
        return found;
    }
}
