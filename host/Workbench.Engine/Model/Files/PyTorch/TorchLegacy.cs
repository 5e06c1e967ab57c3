using System.Buffers.Binary;
using System.Numerics;
using Workbench.Engine.Model.Files.Pickle;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>
/// The format of <c>torch.save</c> before version 1.6: pickles of a magic number, the version, the machine, the object and the storages'
/// keys, then each storage's count and numbers.
/// </summary>
internal static class TorchLegacy
{
    private const long Protocol = 1001;
    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356");

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The file, disposed with the result.</param>
    /// <exception cref="UnreadableFileException">The file is damaged or unsupported.</exception>
    public static TorchFile Open(string path, FileStream file)
    {
        file.Position = 0;
        var unpickler = new Unpickler(new PickleBytes(file, file.Length));
        if (unpickler.Next() is not BigInteger magic || magic != s_magic)
            throw new UnreadableFileException("it is a Python pickle that torch.save did not write");
        if (unpickler.Next() is not Protocol) throw new UnreadableFileException($"its format version is not {Protocol}");
        if (unpickler.Next() is PickledDictionary machine && machine.NamedEntries.Any(entry => entry is ("little_endian", false)))
            throw new UnreadableFileException("its numbers are big endian; only little endian is supported");
        var saved = unpickler.Next();
        if (unpickler.Next() is not PickledList keys) throw new UnreadableFileException("its list of storages is not a list");
        return new TorchFile(path, file, "PyTorch legacy", saved, Starts(file, keys, unpickler.Storages));
    }

    // The format has no checksums.
    private static Dictionary<string, StorageCheck> Starts(
        FileStream file,
        PickledList keys,
        IReadOnlyDictionary<string, PickledStorage> storages)
    {
        var starts = new Dictionary<string, StorageCheck>(StringComparer.Ordinal);
        Span<byte> count = stackalloc byte[sizeof(long)];
        var at = file.Position;
        foreach (var key in keys.Items)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
                throw new UnreadableFileException("its list of storages names one that no tensor uses");
            var start = at + count.Length;
            if (start > file.Length)
                throw new UnreadableFileException($"it is truncated before storage {starts.Count + 1} of {keys.Items.Count}");
            file.Position = at;
            file.ReadExactly(count);
            var stored = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (stored != storage.Count)
                throw new UnreadableFileException(
                    $"its storage '{UnreadableFileException.Printable(name)}' has {stored} elements, but the pickle says {storage.Count}");
            if (storage.Bytes > file.Length - start)
                throw new UnreadableFileException($"it is truncated: storage '{UnreadableFileException.Printable(name)}' "
                    + $"ends at byte {(Int128)start + storage.Bytes} of {file.Length}");
            if (!starts.TryAdd(name, new StorageCheck(name, start, storage.Bytes, crc: 0)))
                throw new UnreadableFileException($"its list of storages names '{UnreadableFileException.Printable(name)}' twice");
            at = start + storage.Bytes;
        }
        foreach (var storage in storages.Keys)
            if (!starts.ContainsKey(storage))
                throw new UnreadableFileException($"its storage '{UnreadableFileException.Printable(storage)}' is missing");
        return starts;
    }
}
