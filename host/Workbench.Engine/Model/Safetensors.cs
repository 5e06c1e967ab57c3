using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>
/// Reads and writes safetensors files: an 8-byte little-endian header length, a JSON header, then the tensors' bytes in C order.
/// </summary>
public static class Safetensors
{
    private const long MaxHeader = 100 << 20;
    private const string Metadata = "__metadata__";

    /// <summary>Reads every tensor of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name, on the CPU, in the dtype of the file. The caller owns them.</returns>
    /// <exception cref="WeightsException">The file is missing, truncated or no safetensors file; the message says which.</exception>
    public static Dictionary<string, Tensor> Read(string path) => Read(path, (file, header, start) =>
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in header.EnumerateObject())
            if (entry.Name != Metadata) tensors[entry.Name] = ReadTensor(path, file, start, entry);
        return tensors;
    });

    /// <summary>Reads the strings that a file carries beside its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file is missing, truncated or no safetensors file; the message says which.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) => Read(path, (_, header, _) =>
        header.TryGetProperty(Metadata, out var metadata)
            ? metadata.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal)
            : []);

    private static T Read<T>(string path, Func<FileStream, JsonElement, long, T> read)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> prefix = stackalloc byte[8];
            if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Corrupt(path, "it ends before its header");
            var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (headerLength is <= 1 or > MaxHeader || headerLength > file.Length - 8)
                throw Corrupt(path, $"its header claims {(ulong)headerLength} bytes of a file of {file.Length}");
            var header = new byte[headerLength];
            file.ReadExactly(header);
            using var json = JsonDocument.Parse(header);
            return read(file, json.RootElement, 8 + headerLength);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Corrupt(path, $"its header cannot be read ({error.Message.TrimEnd('.')})");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights '{path}' cannot be read: {error.Message}");
        }
    }

    private static Tensor ReadTensor(string path, FileStream file, long start, JsonProperty entry)
    {
        var dtype = entry.Value.GetProperty("dtype").GetString();
        var type = dtype switch
        {
            "F64" => ScalarType.Float64,
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "I64" => ScalarType.Int64,
            "I32" => ScalarType.Int32,
            "U8" => ScalarType.Byte,
            "BOOL" => ScalarType.Bool,
            _ => throw Corrupt(path, $"tensor '{entry.Name}' has dtype '{dtype}'"),
        };
        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        if (entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray() is not [var from, var to])
            throw Corrupt(path, $"tensor '{entry.Name}' has no beginning and end");
        // Before a tensor of that size is allocated: a damaged header may claim any.
        var size = shape.Aggregate((Int128)type.ElementSize(), (product, length) => length < 0 || product < 0 || product > long.MaxValue ? -1 : product * length);
        if (from < 0 || to - from != size) throw Corrupt(path, $"tensor '{entry.Name}' has {to - from} bytes, which its shape [{string.Join(',', shape)}] does not fill");
        if (start + to > file.Length) throw Corrupt(path, $"it is truncated: tensor '{entry.Name}' ends at byte {start + to} of {file.Length}");
        var tensor = empty(shape, type);
        file.Position = start + from;
        if (size > 0) tensor.ReadBytesFromStream(file);
        return tensor;
    }

    /// <summary>Writes tensors as a safetensors file, names in ordinal order, atomically.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">Float32, float16 or float64 tensors by name.</param>
    /// <param name="metadata">Strings kept in the header.</param>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (metadata is not null) header[Metadata] = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal);
        long offset = 0;
        foreach (var (name, tensor) in ordered)
        {
            var dtype = tensor.dtype switch { ScalarType.Float64 => "F64", ScalarType.Float16 => "F16", ScalarType.Float32 => "F32", _ => throw new ArgumentException($"dtype {tensor.dtype} of '{name}' is not written.", nameof(tensors)) };
            var end = offset + tensor.NumberOfElements * tensor.ElementSize;
            header[name] = new { dtype, shape = tensor.shape, data_offsets = new[] { offset, end } };
            offset = end;
        }
        var bytes = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - bytes.Length % 8) % 8;
        var partial = path + ".partial";
        using (var file = File.Create(partial))
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, bytes.Length + padding);
            file.Write(prefix);
            file.Write(bytes);
            for (var i = 0; i < padding; i++) file.WriteByte((byte)' ');
            foreach (var (_, tensor) in ordered)
            {
                using var plain = tensor.detach().cpu().contiguous();
                file.Write(MemoryMarshal.AsBytes(plain.bytes));
            }
        }
        File.Move(partial, path, overwrite: true);
    }

    private static WeightsException Corrupt(string path, string what) =>
        new($"The weights '{path}' are no usable safetensors file: {what}. Copy or convert the file again.");
}

/// <summary>A weights file is missing, corrupt or not VGG-16-shaped.</summary>
public sealed class WeightsException(string message) : Exception(message);
