using System.Buffers.Binary;
using System.Text.Json;
using Workbench.Data;
using Workbench.Engine.Model.Files;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>
/// Reads and writes safetensors files: an 8-byte little-endian header length, a JSON header, then the tensors' bytes in C order.
/// </summary>
public static class Safetensors
{
    /// <summary>Reads every tensor of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name, on the CPU, in the dtype of the file. The caller owns them.</returns>
    /// <exception cref="WeightsException">The file is missing, truncated or of an unsupported format; the message says which.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = WeightsFile.Open(path);
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor => file.Read(tensor), StringComparer.Ordinal);
    }

    /// <summary>Writes tensors as a safetensors file, names in ordinal order, atomically.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">Tensors by name, of dtypes that the format supports.</param>
    /// <param name="metadata">Strings for the header.</param>
    /// <exception cref="ArgumentException">The format does not support a dtype.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(
            path,
            tensors.Select(pair => new StoredTensor(pair.Key, pair.Value.dtype, pair.Value.shape)),
            (tensor, stream) => TensorBytes.Write(tensors[tensor.Name], stream),
            metadata);

    /// <summary>Writes tensors that are read one at a time, names in ordinal order, atomically.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">Names, dtypes and shapes of the tensors.</param>
    /// <param name="read">Returns one of them, with that dtype and shape; it is disposed once written.</param>
    /// <param name="metadata">Strings for the header.</param>
    /// <exception cref="ArgumentException">The format does not support a dtype.</exception>
    public static void Write(
        string path,
        IEnumerable<StoredTensor> tensors,
        Func<StoredTensor, Tensor> read,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, tensors, (tensor, stream) =>
        {
            using var given = read(tensor);
            TensorBytes.Write(given, stream);
        }, metadata);

    private static void Write(
        string path,
        IEnumerable<StoredTensor> tensors,
        Action<StoredTensor, Stream> write,
        IReadOnlyDictionary<string, string>? metadata)
    {
        var ordered = tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is { Count: > 0 })
            header[SafetensorsHeader.MetadataKey] = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal);
        long offset = 0;
        foreach (var tensor in ordered)
        {
            var dtype = SafetensorsHeader.NameOf(tensor.Type)
                ?? throw new ArgumentException($"The format has no dtype {tensor.Type}, which '{tensor.Name}' has.", nameof(tensors));
            var end = offset + tensor.Bytes;
            header[tensor.Name] = new { dtype, shape = tensor.Shape, data_offsets = new[] { offset, end } };
            offset = end;
        }
        var bytes = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - bytes.Length % 8) % 8;
        AtomicFile.Write(path, file =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, bytes.Length + padding);
            file.Write(prefix);
            file.Write(bytes);
            for (var i = 0; i < padding; i++) file.WriteByte((byte)' ');
            foreach (var tensor in ordered) write(tensor, file);
        });
    }
}

/// <summary>A weights file is missing, corrupt or not VGG-shaped.</summary>
public sealed class WeightsException(string message) : WorkbenchException(FailureKind.Unavailable, message);
