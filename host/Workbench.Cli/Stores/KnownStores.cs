using System.Security.Cryptography;
using System.Text;
using Workbench.Data;
using Workbench.Experiments;

namespace Workbench.Cli.Stores;

/// <summary>
/// Stores of runs made with <c>--out</c> or <c>--store</c>, as seen from the folder that they were made from: a small file for each in the cache, so that
/// <c>runs list</c> finds them without a search. A store that has been moved or deleted is forgotten when somebody looks.
/// </summary>
/// <param name="records">Where the records are kept.</param>
/// <param name="here">The folder from which is looked and run.</param>
internal sealed class KnownStores(string records, string here)
{
    /// <summary>Those of this user, seen from the current folder.</summary>
    public static KnownStores Current => new(CacheFolders.Stores, Environment.CurrentDirectory);

    /// <summary>Remembers a store. That it cannot is no reason to end a run: its folder's name finds it all the same.</summary>
    /// <param name="folder">The store's folder.</param>
    public void Note(string folder)
    {
        var store = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder, here));
        if (store == Path.GetFullPath(ExperimentRun.DefaultStore, here)) return;
        var text = $"{store}\n{here}\n";
        try
        {
            Directory.CreateDirectory(records);
            // Nobody looks from a folder that is gone.
            foreach (var record in Directory.EnumerateFiles(records))
                if (File.ReadAllText(record).Split('\n') is not [_, var from, ..] || !Directory.Exists(from)) File.Delete(record);
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
            File.WriteAllText(Path.Combine(records, name), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As the summary says.
        }
    }

    /// <summary>The folders of the stores that were made from here and are still there.</summary>
    /// <param name="gone">Takes the folder of each that is not; it is forgotten.</param>
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
            // What was found until then.
        }
        return found;
    }
}
