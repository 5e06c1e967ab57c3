using System.Text;
using Workbench.Engine.Model.Files.Pickle;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>
/// The format of <c>torch.save</c> since version 1.6: a zip archive with one folder, which holds the pickle and an uncompressed file for
/// each storage.
/// </summary>
internal static class TorchZip
{
    private const string PickleName = "data.pkl";

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The file, disposed with the result.</param>
    /// <exception cref="UnreadableFileException">The file is damaged or unsupported.</exception>
    public static TorchFile Open(string path, FileStream file)
    {
        var entries = ZipDirectory.Read(file);
        var pickles = entries
            .Keys.Where(name =>
                name == PickleName || name.EndsWith('/' + PickleName) && name.IndexOf('/') == name.Length - PickleName.Length - 1)
            .ToList();
        if (pickles.Count != 1)
            throw new UnreadableFileException(
                pickles.Count == 0
                    ? $"it is a zip archive without {PickleName}{LooksLike(entries.Keys)}"
                    : $"its zip archive has {pickles.Count} files {PickleName}");
        var folder = pickles[0][..^PickleName.Length];
        if (entries.ContainsKey(folder + "constants.pkl"))
            throw new UnreadableFileException("it is a TorchScript archive, which also holds code; save the model's state_dict instead");
        if (entries.TryGetValue(folder + "byteorder", out var entry)
            && Text(file, folder + "byteorder", entry) is var order and not "little")
            throw new UnreadableFileException(
                $"its byte order is '{UnreadableFileException.Printable(order)}'; only little endian is supported");
        var pickle = entries[pickles[0]];
        var start = ZipDirectory.Start(file, pickles[0], pickle);
        if (pickle.Length <= PickleBytes.MaximumBytes)
            new StorageCheck(pickles[0], start, pickle.Length, pickle.Crc).Compare(file);   // PickleBytes rejects a longer one
        file.Position = start;
        var unpickler = new Unpickler(new PickleBytes(file, pickle.Length));
        var saved = unpickler.Next();
        return new TorchFile(
            path,
            file,
            "PyTorch zip",
            saved,
            unpickler.Storages.Values.ToDictionary(storage => storage.Key, storage => Check(file, folder, entries, storage)));
    }

    private static StorageCheck Check(FileStream file, string folder, Dictionary<string, ZipEntry> entries, PickledStorage storage)
    {
        var (name, shown) = ($"{folder}data/{storage.Key}", UnreadableFileException.Printable(storage.Key));
        if (!entries.TryGetValue(name, out var entry)) throw new UnreadableFileException($"its storage '{shown}' is missing");
        return entry.Length == storage.Bytes
            ? new StorageCheck(name, ZipDirectory.Start(file, name, entry), entry.Length, entry.Crc)
            : throw new UnreadableFileException($"its storage '{shown}' has {entry.Length} bytes, but the pickle says {storage.Bytes}");
    }

    private static string Text(FileStream file, string name, ZipEntry entry)
    {
        file.Position = ZipDirectory.Start(file, name, entry);
        var bytes = new byte[Math.Min(entry.Length, 16)];
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes).Trim();
    }

    private static string LooksLike(IReadOnlyCollection<string> names) =>
        names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal)) ? ": NumPy's .npz"
        : names.Any(name => name.EndsWith(".weights.h5", StringComparison.Ordinal)) ? ": a Keras model"
        : names.Any(name => name.EndsWith(".pth", StringComparison.Ordinal) || name.EndsWith(".safetensors", StringComparison.Ordinal))
            ? "; it contains weights files: unpack it first"
        : "";
}
