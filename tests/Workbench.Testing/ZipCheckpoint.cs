using System.IO.Compression;

namespace Workbench.Testing;

/// <summary>Writes checkpoints in PyTorch's zip format. It streams like <see cref="LegacyCheckpoint"/>.</summary>
public static class ZipCheckpoint
{
    /// <summary>Writes a state_dict.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">The tensors, in the order of the file.</param>
    /// <param name="type">The type that the elements are rounded to.</param>
    public static void Write(string path, IEnumerable<CheckpointTensor> tensors, CheckpointType type = CheckpointType.Float32)
    {
        var list = tensors.ToList();
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Add(archive, "archive/data.pkl", stream => stream.Write(CheckpointTensor.Pickle(list, type, legacy: false)));
        Add(archive, "archive/byteorder", stream => stream.Write("little"u8));
        for (var i = 0; i < list.Count; i++)
        {
            var tensor = list[i];
            Add(archive, $"archive/data/{i}", stream => tensor.WriteElements(stream, type));
        }
        Add(archive, "archive/version", stream => stream.Write("3\n"u8));
    }

    /// <summary>Writes an archive of files.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="files">Names and contents of the files.</param>
    /// <param name="level">Compression level.</param>
    public static void Write(
        string path,
        IEnumerable<(string Name, byte[] Bytes)> files,
        CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, bytes) in files) Add(archive, name, stream => stream.Write(bytes), level);
    }

    private static void Add(ZipArchive archive, string name, Action<Stream> write, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);   // so that equal tensors give equal files
        using var stream = entry.Open();
        write(stream);
    }
}
