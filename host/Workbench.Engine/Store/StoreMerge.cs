using Microsoft.Data.Sqlite;

namespace Workbench.Engine.Store;

/// <summary>
/// Copies other stores' rows into a store's file. Stores are merged in batches, each in one transaction. A batch's stores are first copied
/// to temporary files (<see cref="StoreStage"/>), so that a damaged one is found before the transaction. Each table's B-tree is then
/// written in key order, because SQLite appends a row in half the time of an insertion in the middle.
/// </summary>
/// <param name="file">The store's file.</param>
/// <param name="batchBytes">
/// Most bytes of the source files of a batch with several stores. The temporary folder needs as much space.
/// </param>
internal sealed class StoreMerge(StoreFile file, long batchBytes = StoreMerge.BatchBytes)
{
    /// <summary>Half a gibibyte: about a hundred stores, and a transaction of a few seconds, for which other writers wait.</summary>
    public const long BatchBytes = 1L << 29;

    private const int MostStages = 8;   // SQLite attaches at most ten files

    /// <summary>Copies the rows that the others have and this store lacks, in order.</summary>
    /// <param name="folders">The others' folders.</param>
    /// <param name="taken">Called for each folder once its rows are on disk, with the number of images' cells copied.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="RunStoreException">
    /// This store cannot be written, or a folder has no store or a damaged one. In the latter case, those before it are merged.
    /// </exception>
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

    // The number of leading stores that were copied, and why the next one failed.
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
            using (var store = StoreFile.Read(folder))   // throws if it is not a sound store
                if (store is null) return new RunStoreException($"The folder '{folder}' has no store.");
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
                $"The store in '{folder}' cannot be merged ({error.Message}): copy it again, or merge without it. "
                + "None of its rows were merged; the stores named before it were.",
                error);
        }
    }

    private static string StagePath(string place, int at) => Path.Combine(place, $"{at}.db");

    // The number of images' cells copied from each store.
    private int[] Write(int count, int stages, string place)
    {
        var taken = new int[count];
        if (count == 0) return taken;
        for (var at = 0; at < stages; at++)
        {
            Run("ATTACH $1 AS stage" + at, StagePath(place, at));
            Run($"PRAGMA stage{at}.journal_mode = MEMORY");   // with a journal on disk, a transaction over two files is written twice
        }
        // New rows only refer to rows copied with them. Checking this would double the time.
        Run("PRAGMA foreign_keys = OFF");
        try
        {
            file.Change(() =>
            {
                Run(
                    "CREATE TEMP TABLE known (store INTEGER NOT NULL, theirs INTEGER NOT NULL, id INTEGER NOT NULL, "
                    + "PRIMARY KEY (store, theirs)) WITHOUT ROWID");
                List<StoreMergePart> shares =
                [
                    .. Enumerable.Range(0, count).Select(n => new StoreMergePart(file, n, $"stage{n % stages}")),
                ];
                // Cell by cell, in the key order of the tables.
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
