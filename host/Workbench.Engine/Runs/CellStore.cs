namespace Workbench.Engine.Runs;

/// <summary>
/// Rows by cell and image. A cell is found by its <see cref="CellKey"/>, so that an edited method misses its own rows alone, and finds the old ones when the edit is taken back.
/// Rows lie in memory, and where the store has a folder also in its <see cref="Journal"/>.
/// </summary>
public sealed class CellStore : IDisposable
{
    private readonly Dictionary<string, Dictionary<string, StoredCell>> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CellKey> _keys = new(StringComparer.Ordinal);
    private readonly Journal? _journal;

    private CellStore(Journal? journal) => _journal = journal;

    /// <summary>A store that ends with the process.</summary>
    public static CellStore InMemory() => new(null);

    /// <summary>Opens a folder's store for reading and writing, or starts one.</summary>
    /// <param name="folder">The folder; made if missing.</param>
    /// <exception cref="RunStoreException">The folder cannot be written, or another run has it open.</exception>
    public static CellStore Open(string folder)
    {
        var (journal, lines) = Journal.Open(folder);
        return Fill(new CellStore(journal), lines);
    }

    /// <summary>What a folder's store holds now, also while a run writes it; empty where there is none. It takes no rows.</summary>
    /// <param name="folder">The folder.</param>
    public static CellStore Read(string folder) => Fill(new CellStore(null), Journal.Read(folder));

    private static CellStore Fill(CellStore store, IEnumerable<JournalLine> lines)
    {
        var numbered = new List<CellKey>();
        foreach (var line in lines)
        {
            if (line.Key is { } key)
            {
                numbered.Add(key);
                store._keys.TryAdd(key.Id, key);
            }
            else
            {
                foreach (var cell in line.Cells) store.Put(numbered[cell.Cell], line.Sample!, new StoredCell(cell.Rows, cell.Skipped, line.Error));
            }
        }
        return store;
    }

    /// <summary>Where the folder's former journal went, which this version cannot read; null where there was none.</summary>
    public string? SetAside => _journal?.SetAside;

    /// <summary>What a user should know of the folder: that it held a journal of another version, and where that is now. Null where there is nothing to say.</summary>
    public string? Notice => SetAside is { } aside ? $"'{Path.GetDirectoryName(aside)}' held a journal of another version of the workbench; it is '{aside}' now." : null;

    /// <summary>The keys of all cells that have a row.</summary>
    public IReadOnlyCollection<CellKey> Keys => _keys.Values;

    /// <summary>Whether a cell is computed for an image.</summary>
    public bool Has(CellKey key, string sample) => Find(key, sample) is not null;

    /// <summary>A cell's rows for an image, or null.</summary>
    public StoredCell? Find(CellKey key, string sample) => _cells.GetValueOrDefault(key.Id)?.GetValueOrDefault(sample);

    /// <summary>How many images a cell is computed for.</summary>
    public int Count(CellKey key) => _cells.GetValueOrDefault(key.Id)?.Count ?? 0;

    /// <summary>Adds an image's cells, on disk when this returns.</summary>
    /// <param name="sample">The image.</param>
    /// <param name="cells">Its rows by cell. Faults of a moment and cells of a script's own methods stay in memory.</param>
    /// <exception cref="RunStoreException">The disk is full or the folder has gone; what was added before is safe.</exception>
    public void Append(string sample, IReadOnlyList<(CellKey Key, StoredCell Cell)> cells)
    {
        _journal?.Append(sample, [.. cells.Where(cell => cell.Key.IsLasting && !cell.Cell.IsPassing)]);
        foreach (var (key, cell) in cells) Put(key, sample, cell);
    }

    private void Put(CellKey key, string sample, StoredCell cell)
    {
        _keys.TryAdd(key.Id, key);
        if (!_cells.TryGetValue(key.Id, out var samples)) _cells[key.Id] = samples = new(StringComparer.Ordinal);
        samples[sample] = cell;
    }

    /// <summary>Forgets what must be tried again: faults of a moment.</summary>
    public void ForgetPassing()
    {
        foreach (var samples in _cells.Values)
            foreach (var sample in samples.Where(entry => entry.Value.IsPassing).Select(entry => entry.Key).ToList()) samples.Remove(sample);
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose() => _journal?.Dispose();
}

/// <summary>One image's rows in one cell.</summary>
/// <param name="Rows">Class and value of each scored pair.</param>
/// <param name="Skipped">Class and reason of each pair without a score.</param>
/// <param name="Error">Why the image could not be read, or null.</param>
/// <param name="IsPassing">Whether it must be tried again in the next run: the plugin was stopped, and not at fault for sure.</param>
public sealed record StoredCell(IReadOnlyList<JournalRow> Rows, IReadOnlyList<JournalSkip> Skipped, string? Error = null, bool IsPassing = false);
