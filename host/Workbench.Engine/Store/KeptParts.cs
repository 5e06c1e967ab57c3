namespace Workbench.Engine.Store;

/// <summary>
/// Parts of runs' reports that take long to make, each under a digest of all that goes into it: a part whose digest is another now is made again. Of a run one of each part is
/// kept, the last. They are no results: a merge leaves them, and a store of before has none.
/// </summary>
public sealed class KeptParts
{
    private readonly StoreFile _file;
    private readonly bool _isThere;

    internal KeptParts(StoreFile file)
    {
        _file = file;
        using var known = file.Command("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kept'");
        _isThere = known.Value() is not null;
    }

    /// <summary>What is kept of a part; null where nothing is, or what went into it was other.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="part">Names the part.</param>
    /// <param name="digest">Names all that goes into it.</param>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    public byte[]? Find(string run, string part, string digest)
    {
        if (!_isThere) return null;
        using var command = _file.Command("SELECT content FROM kept WHERE run = $1 AND part = $2 AND digest = $3");
        return command.Rows(row => row.GetBytes(0), run, part, digest).FirstOrDefault();
    }

    /// <summary>Keeps a part in place of what was kept of it; does nothing where the file may not be written.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="part">Names the part.</param>
    /// <param name="digest">Names all that went into it.</param>
    /// <param name="content">The part.</param>
    /// <exception cref="RunStoreException">The store cannot be written.</exception>
    public void Write(string run, string part, string digest, byte[] content)
    {
        if (!_isThere || !_file.Writes) return;
        _file.Change(() =>
        {
            using var command = _file.Command(
                "INSERT INTO kept (run, part, digest, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET digest = $3, content = $4"
            );
            command.Run(run, part, digest, content);
        });
    }
}
