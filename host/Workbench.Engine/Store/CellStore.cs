using System.Security.Cryptography;
using System.Text;

namespace Workbench.Engine.Store;

/// <summary>
/// Rows by cell and image. A cell is found by its <see cref="CellKey"/>, so that tables and runs share rows. An edit of a method makes only
/// the method's own rows stale, and reverting the edit makes them valid again. Rows are in one SQLite file per folder, or in memory only.
/// An instance is for one thread. Several processes may use one folder.
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
        (_file, _rows, Glances, Runs, ReportParts) = (
            file,
            new StoreRows(file),
            new GlanceStore(file),
            new RunLog(file),
            new ReportPartCache(file));
        foreach (var key in _rows.Keys()) _keys.TryAdd(key.Id, key);
    }

    /// <summary>A store in memory, without a file.</summary>
    public static CellStore InMemory() => new(null);

    /// <summary>Opens a folder's store for reading and writing, and creates it if missing.</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <exception cref="RunStoreException">
    /// The folder cannot be written, or its store is damaged, of another program or of a newer workbench.
    /// </exception>
    public static CellStore Open(string folder) => new(StoreFile.Open(folder));

    /// <summary>
    /// As <see cref="Open"/>, for a file system that several machines share: another machine may read the store at any time.
    /// </summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <exception cref="RunStoreException">
    /// The folder cannot be written, or its store is damaged, of another program or of a newer workbench.
    /// </exception>
    public static CellStore OpenShared(string folder) => new(StoreFile.Open(folder, isShared: true));

    /// <summary>Opens a folder's store for reading, even while runs write it. The result is empty if the folder has no store.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RunStoreException">The store is damaged, of another program or of a newer workbench.</exception>
    public static CellStore Read(string folder) => new(StoreFile.Read(folder));

    /// <summary>Whether a folder has a store, even a damaged one.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Exists(string folder)
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

    /// <summary>Path of the store's file; null for a store in memory.</summary>
    public string? File => _file?.Path;

    /// <summary>Small maps and logits, for galleries.</summary>
    public GlanceStore Glances { get; } = new(null);

    /// <summary>The runs that used this store; null for a store in memory.</summary>
    public RunLog? Runs { get; }

    /// <summary>Cached parts of the runs' reports; null for a store in memory.</summary>
    public ReportPartCache? ReportParts { get; }

    /// <summary>The keys of all cells that have a row.</summary>
    public IReadOnlyCollection<CellKey> Keys => _keys.Values;

    /// <summary>Whether a cell has been computed for an image.</summary>
    public bool Has(CellKey key, string sample) => Find(key, sample) is not null;

    /// <summary>A cell's rows for an image, or null.</summary>
    public StoredCell? Find(CellKey key, string sample) => Cell(key).GetValueOrDefault(sample);

    /// <summary>For how many images a cell has been computed.</summary>
    public int Count(CellKey key) => Cell(key).Count;

    /// <summary>Adds all stored data of some cells to a hash: rows, skipped rows and glances.</summary>
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

    // Rows are read on first use, as a store has many more cells than a run.
    private Dictionary<string, StoredCell> Cell(CellKey key)
    {
        if (!_cells.TryGetValue(key.Id, out var samples))
            _cells[key.Id] = samples = _rows is not null && key.IsPersistent ? _rows.Read(key) : new(StringComparer.Ordinal);
        return samples;
    }

    /// <summary>Adds images' cells in one transaction: when this returns, all are on disk.</summary>
    /// <param name="images">The images. An existing cell of an image is replaced.</param>
    /// <exception cref="RunStoreException">The disk is full or the folder was deleted. Earlier additions are safe.</exception>
    public void Append(IReadOnlyList<StoredImage> images)
    {
        _file?.Change(() =>
        {
            foreach (var image in images)
            {
                foreach (var (key, cell) in image.Cells.Where(cell => cell.Key.IsPersistent && !cell.Cell.IsTransient))
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
    /// Copies all cells that other stores have and this one lacks, in the order of the stores. Each store is merged completely or not at
    /// all. An interrupted merge can be repeated, and repeating a finished one changes nothing.
    /// </summary>
    /// <param name="others">Their folders.</param>
    /// <param name="taken">Called for each folder once its rows are on disk, with the number of images' cells copied.</param>
    /// <param name="cancel">Stops between stores. Reported stores stay merged.</param>
    /// <returns>Number of images' cells copied.</returns>
    /// <exception cref="RunStoreException">A store cannot be used. Those before it are merged.</exception>
    public int Merge(IReadOnlyList<string> others, Action<string, int>? taken = null, CancellationToken cancel = default)
    {
        if (_file is null) throw new InvalidOperationException("A store in memory cannot merge others.");
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

    /// <summary>Removes cells with transient faults, so that they are computed again.</summary>
    public void RemoveTransient()
    {
        foreach (var samples in _cells.Values)
            foreach (var sample in samples.Where(entry => entry.Value.IsTransient).Select(entry => entry.Key).ToList())
                samples.Remove(sample);
    }

    public void Dispose()
    {
        _rows?.Dispose();
        Glances.Dispose();
        _file?.Dispose();
    }
}
