using System.Security.Cryptography;
using System.Text;

namespace Workbench.Engine.Store;

/// <summary>
/// Rows by cell and image. A cell is found by its <see cref="CellKey"/>, whatever table or run asks for it, so that tables share rows, an edited method misses its own alone, and
/// finds the old ones when the edit is taken back. Rows lie in one SQLite file per folder, or in memory alone. For one thread at a time; several processes may use one folder.
/// </summary>
public sealed class CellStore : IDisposable
{
    private readonly Dictionary<string, Dictionary<string, StoredCell>> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CellKey> _keys = new(StringComparer.Ordinal);
    private readonly StoreFile? _file;
    private readonly StoreRows? _rows;

    private CellStore(StoreFile? file)
    {
        if (file is null) return;
        (_file, _rows, Glances, Runs, Kept) = (file, new StoreRows(file), new GlanceStore(file), new RunLog(file), new KeptParts(file));
        foreach (var key in _rows.Keys()) _keys.TryAdd(key.Id, key);
    }

    /// <summary>A store that ends with the process.</summary>
    public static CellStore InMemory() => new(null);

    /// <summary>Opens a folder's store for reading and writing, or starts one.</summary>
    /// <param name="folder">The folder; made if missing.</param>
    /// <exception cref="RunStoreException">The folder cannot be written, or its store is damaged, another program's or a newer workbench's.</exception>
    public static CellStore Open(string folder) => new(StoreFile.Open(folder));

    /// <summary>As <see cref="Open"/>, in a folder on a file system that several machines share: another machine may read it at any time.</summary>
    /// <param name="folder">The folder; made if missing.</param>
    /// <exception cref="RunStoreException">The folder cannot be written, or its store is damaged, another program's or a newer workbench's.</exception>
    public static CellStore OpenShared(string folder) => new(StoreFile.Open(folder, isShared: true));

    /// <summary>A folder's store for reading, also while runs write it; empty where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RunStoreException">Its store is damaged, another program's or a newer workbench's.</exception>
    public static CellStore Read(string folder) => new(StoreFile.Read(folder));

    /// <summary>Whether a folder has a store, sound or damaged.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder)
    {
        try
        {
            using var file = StoreFile.Read(folder);
            return file is not null;
        }
        catch (RunStoreException)
        {
            return true;
        }
    }

    /// <summary>The store's file; null where it lies in memory alone.</summary>
    public string? File => _file?.Path;

    /// <summary>Small maps and logits, for galleries; in memory alone where the store is.</summary>
    public GlanceStore Glances { get; } = new(null);

    /// <summary>The runs that used this store; null where it lies in memory alone.</summary>
    public RunLog? Runs { get; }

    /// <summary>Parts of runs' reports; null where the store lies in memory alone.</summary>
    public KeptParts? Kept { get; }

    /// <summary>The keys of all cells that have a row.</summary>
    public IReadOnlyCollection<CellKey> Keys => _keys.Values;

    /// <summary>Whether a cell is computed for an image.</summary>
    public bool Has(CellKey key, string sample) => Find(key, sample) is not null;

    /// <summary>A cell's rows for an image, or null.</summary>
    public StoredCell? Find(CellKey key, string sample) => Cell(key).GetValueOrDefault(sample);

    /// <summary>How many images a cell is computed for.</summary>
    public int Count(CellKey key) => Cell(key).Count;

    /// <summary>Puts into a hash all that is held of some cells: rows, what was left out, and what a gallery shows.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="keys">Keys of the cells.</param>
    /// <param name="samples">The images, in order.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    public void AddTo(IncrementalHash hash, IReadOnlyList<CellKey> keys, IReadOnlyList<string> samples)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
            foreach (var key in keys)
            {
                writer.Write(key.Id);
                foreach (var sample in samples)
                {
                    writer.Write(sample);
                    Write(writer, Find(key, sample));
                }
            }
        hash.AppendData(bytes.GetBuffer(), 0, (int)bytes.Length);
        Glances.AddTo(hash, keys);
    }

    private static void Write(BinaryWriter writer, StoredCell? cell)
    {
        writer.Write(cell?.Rows.Count ?? -1);
        if (cell is null) return;
        foreach (var row in cell.Rows)
        {
            writer.Write(row.Class ?? int.MinValue);
            writer.Write(row.State ?? "");
            writer.Write(row.Value);
        }
        writer.Write(cell.Skipped.Count);
        foreach (var skip in cell.Skipped)
        {
            writer.Write(skip.Class ?? int.MinValue);
            writer.Write(skip.State ?? "");
            writer.Write(skip.Reason);
            writer.Write(skip.Fault);
        }
        writer.Write(cell.Error ?? "");
    }

    // Read when first asked for: a store holds many more cells than a run.
    private Dictionary<string, StoredCell> Cell(CellKey key)
    {
        if (!_cells.TryGetValue(key.Id, out var samples))
            _cells[key.Id] = samples = _rows is not null && key.IsLasting ? _rows.Read(key) : new(StringComparer.Ordinal);
        return samples;
    }

    /// <summary>Adds images' cells: all of them are on disk when this returns, or none.</summary>
    /// <param name="images">The images. A cell that an image has already is replaced.</param>
    /// <exception cref="RunStoreException">The disk is full or the folder has gone; what was added before is safe.</exception>
    public void Append(IReadOnlyList<StoredImage> images)
    {
        _file?.Change(() =>
        {
            foreach (var image in images)
            {
                foreach (var (key, cell) in image.Cells.Where(cell => cell.Key.IsLasting && !cell.Cell.IsPassing))
                    _rows!.Write(key, image.Sample, cell);
                if (image.Glance is { } glance) Glances.Write(image.Cells.Select(cell => cell.Key).ToList(), glance);
            }
        });
        foreach (var image in images)
        {
            if (_file is null && image.Glance is { } glance) Glances.Write(image.Cells.Select(cell => cell.Key).ToList(), glance);
            foreach (var (key, cell) in image.Cells)
            {
                _keys.TryAdd(key.Id, key);
                Cell(key)[image.Sample] = cell;
            }
        }
    }

    /// <summary>
    /// Takes in all that other stores hold and this one lacks, in their order. Of each store all comes or nothing; a merge that was killed is repeated, and one that was done brings nothing more.
    /// </summary>
    /// <param name="others">Their folders.</param>
    /// <param name="taken">Told of each folder, once its rows are on disk, how many images' cells came from it.</param>
    /// <param name="cancel">Stops between stores; what was told of stays.</param>
    /// <returns>Images' cells that were taken.</returns>
    /// <exception cref="RunStoreException">One of the stores cannot be used; those before it are taken in.</exception>
    public int Merge(IReadOnlyList<string> others, Action<string, int>? taken = null, CancellationToken cancel = default)
    {
        if (_file is null) throw new InvalidOperationException("A store in memory takes in no other.");
        var sum = 0;
        try
        {
            new StoreMerge(_file).Run(others, (folder, cells) =>
            {
                sum += cells;
                taken?.Invoke(folder, cells);
            }, cancel);
            return sum;
        }
        finally
        {
            _cells.Clear();
            foreach (var key in _rows!.Keys()) _keys.TryAdd(key.Id, key);
        }
    }

    /// <summary>Forgets what must be tried again: faults of a moment.</summary>
    public void ForgetPassing()
    {
        foreach (var samples in _cells.Values)
            foreach (var sample in samples.Where(entry => entry.Value.IsPassing).Select(entry => entry.Key).ToList())
                samples.Remove(sample);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _rows?.Dispose();
        Glances.Dispose();
        _file?.Dispose();
    }
}
