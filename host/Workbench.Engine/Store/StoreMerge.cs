using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>
/// Takes other stores' rows into a store's file. Stores are taken in batches, each in one change: what a batch brings is on disk, or none of it. A batch's stores are copied to
/// temporary files first (<see cref="StoreStage"/>), so that one that is damaged is known before anything is written, and each of the file's trees is then written from left to right:
/// SQLite adds a row at a tree's end in half the time that it takes amid a tree.
/// </summary>
/// <param name="file">The store's file.</param>
/// <param name="batchBytes">The most bytes of the others' files in a batch of more than one: as much of the temporary folder is taken.</param>
internal sealed class StoreMerge(StoreFile file, long batchBytes = StoreMerge.BatchBytes)
{
    /// <summary>Half a gibibyte: some hundred stores, and a change of some seconds, for which other writers wait.</summary>
    public const long BatchBytes = 1L << 29;

    private const int MostStages = 8;   // SQLite attaches ten files

    /// <summary>Takes in what the others hold and this store lacks, in their order.</summary>
    /// <param name="folders">The others' folders.</param>
    /// <param name="taken">Told of each folder, once its rows are on disk, how many images' cells came from it.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">A folder holds no store or a damaged one: those before it are taken in. Or this store cannot be written.</exception>
    public void Run(IReadOnlyList<string> folders, Action<string, int> taken, CancellationToken cancel)
    {
        foreach (var batch in Batches(folders))
        {
            cancel.ThrowIfCancellationRequested();
            using var place = new MergeFolder();
            var stages = Math.Min(batch.Count, Math.Min(MostStages, Environment.ProcessorCount));
            var (count, failure) = Stage(batch, stages, place.Path);
            foreach (var (folder, cells) in batch.Zip(Write(count, stages, place.Path))) taken(folder, cells);
            if (failure is not null) throw failure;
        }
    }

    private IEnumerable<List<string>> Batches(IReadOnlyList<string> folders)
    {
        var (batch, bytes) = (new List<string>(), 0L);
        foreach (var folder in folders)
        {
            var size = new FileInfo(Path.Combine(folder, StoreFile.Name)) is { Exists: true } info ? info.Length : 0;
            if (batch.Count > 0 && bytes + size > batchBytes)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(folder);
            bytes += size;
        }
        if (batch.Count > 0) yield return batch;
    }

    // How many of the first stores are copied, and why no more are.
    private static (int Count, RunStoreException? Failure) Stage(IReadOnlyList<string> folders, int stages, string place)
    {
        var failures = new RunStoreException?[folders.Count];
        Parallel.For(0, stages, new ParallelOptions { MaxDegreeOfParallelism = stages }, at =>
        {
            using var stage = new StoreStage(StagePath(place, at));
            for (var n = at; n < folders.Count && failures[n] is null; n += stages) failures[n] = Failure(stage, n, folders[n]);
        });
        var count = Array.FindIndex(failures, failure => failure is not null);
        return count < 0 ? (folders.Count, null) : (count, failures[count]);
    }

    private static RunStoreException? Failure(StoreStage stage, int n, string folder)
    {
        try
        {
            using (var store = StoreFile.Read(folder))   // refuses what is none
                if (store is null) return new RunStoreException($"There is no store in '{folder}'.");
            stage.Add(n, Path.Combine(folder, StoreFile.Name));
            return null;
        }
        catch (RunStoreException error)
        {
            return error;
        }
        catch (SqliteException error)
        {
            return new RunStoreException(
                $"The store in '{folder}' cannot be taken in ({error.Message}): copy it anew, or merge without it. Nothing of it was taken; the stores named before it are.",
                error);
        }
    }

    private static string StagePath(string place, int at) => Path.Combine(place, $"{at}.db");

    // Images' cells taken from each of the first stores.
    private int[] Write(int count, int stages, string place)
    {
        var taken = new int[count];
        if (count == 0) return taken;
        for (var at = 0; at < stages; at++)
        {
            Run("ATTACH $1 AS stage" + at, StagePath(place, at));
            Run($"PRAGMA stage{at}.journal_mode = MEMORY");   // a change of two files on disk would be written twice
        }
        // What comes refers to what came with it; checking it would take as long as all the rest.
        Run("PRAGMA foreign_keys = OFF");
        try
        {
            file.Change(() =>
            {
                Run(
                    "CREATE TEMP TABLE known (store INTEGER NOT NULL, theirs INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (store, theirs)) WITHOUT ROWID"
                );
                List<StoreShare> shares = [.. Enumerable.Range(0, count).Select(n => new StoreShare(file, n, $"stage{n % stages}"))];
                // Cell by cell, as the tables are sorted.
                foreach (
                    var (cell, n, theirs) in shares.SelectMany((share, n) => share.Cells.Select(cell => (cell.Id, n, cell.Theirs))).Order())
                    taken[n] += shares[n].Write(cell, theirs);
                foreach (var share in shares) share.Dispose();
                Run("DROP TABLE known");
            });
            return taken;
        }
        finally
        {
            Run("PRAGMA foreign_keys = ON");
            for (var at = 0; at < stages; at++) Run("DETACH stage" + at);
        }
    }

    private void Run(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = file.Command(sql);
        command.Run(values);
    }
}
