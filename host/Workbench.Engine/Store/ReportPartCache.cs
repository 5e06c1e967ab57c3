namespace Workbench.Engine.Store;

/// <summary>
/// A cache of report parts that are slow to make, each with a digest of its inputs: a part with another digest is made again. Per run only
/// the last version of a part is kept. A merge does not copy the cache, and stores of older versions lack it.
/// </summary>
public sealed class ReportPartCache
{
    private readonly StoreFile _file;
    private readonly bool _isThere;

    internal ReportPartCache(StoreFile file)
    {
        _file = file;
        using var known = file.Command("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kept'");
        _isThere = known.Value() is not null;
    }

    /// <summary>The cached content of a part; null if it is not cached or its inputs have changed.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="part">Name of the part.</param>
    /// <param name="digest">Digest of its inputs.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    public byte[]? Find(string run, string part, string digest)
    {
        if (!_isThere) return null;
        using var command = _file.Command("SELECT content FROM kept WHERE run = $1 AND part = $2 AND digest = $3");
        return command.Rows(row => row.GetBytes(0), run, part, digest).FirstOrDefault();
    }

    /// <summary>Caches a part and replaces its former version. Does nothing if the store was opened for reading.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="part">Name of the part.</param>
    /// <param name="digest">Digest of its inputs.</param>
    /// <param name="content">The part's content.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Write(string run, string part, string digest, byte[] content)
    {
        if (!_isThere || !_file.Writes) return;
        _file.Change(() =>
        {
            using var command = _file.Command(
                "INSERT INTO kept (run, part, digest, content) VALUES ($1, $2, $3, $4) "
                + "ON CONFLICT DO UPDATE SET digest = $3, content = $4");
            command.Run(run, part, digest, content);
        });
    }
}
