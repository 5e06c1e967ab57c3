using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>
/// The header of a safetensors file. Sizes are checked against the file's length before anything is allocated, since a damaged header can
/// claim any size.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The header's key of the metadata.</summary>
    public const string MetadataKey = "__metadata__";

    private const long Longest = 16 << 20;   // bytes; that of VGG-16 has three thousand

    private static readonly Dictionary<string, ScalarType> s_types = new(StringComparer.Ordinal)
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>The tensors, in the header's order.</summary>
    public List<StoredTensor> Tensors { get; } = [];

    /// <summary>Position of each tensor in the file, by name.</summary>
    public Dictionary<string, long> Starts { get; } = new(StringComparer.Ordinal);

    /// <summary>Strings of the metadata.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The format's name of a dtype; null if it does not support it.</summary>
    public static string? NameOf(ScalarType type) => s_types.FirstOrDefault(pair => pair.Value == type).Key;

    /// <summary>Reads the header from the beginning of a file.</summary>
    /// <exception cref="UnreadableFileException">The header is damaged or does not fit the file.</exception>
    public static SafetensorsHeader Read(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        file.Position = 0;
        if (file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw new UnreadableFileException("it ends before its header");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is <= 1 or > Longest || length > file.Length - prefix.Length)
            throw new UnreadableFileException($"its header claims {(ulong)length} bytes, but the file has {file.Length}");
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var header = new SafetensorsHeader();
            var spans = new List<(long From, long To)>();
            foreach (var entry in json.RootElement.EnumerateObject())
                if (entry.Name == MetadataKey) header.ReadMetadata(entry.Value);
                else spans.Add(header.ReadTensor(entry, prefix.Length + length, file.Length));
            CheckCoverage(spans, file.Length - prefix.Length - length);
            return header;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UnreadableFileException(
                $"its header cannot be read ({UnreadableFileException.Printable(error.Message.TrimEnd('.'))})");
        }
    }

    // The format requires consecutive tensors without gaps. Overlapping tensors could claim any amount of memory, and bytes outside all
    // tensors indicate another file.
    private static void CheckCoverage(List<(long From, long To)> spans, long bytes)
    {
        long end = 0;
        spans.Sort();
        foreach (var (from, to) in spans)
        {
            if (from < end) throw new UnreadableFileException("its header has tensors that overlap");
            if (from > end) throw new UnreadableFileException($"{from - end} bytes before byte {from} of its data belong to no tensor");
            end = to;
        }
        if (end < bytes) throw new UnreadableFileException($"{bytes - end} bytes after its last tensor belong to no tensor");
    }

    private void ReadMetadata(JsonElement strings)
    {
        foreach (var entry in strings.EnumerateObject()) Metadata[entry.Name] = entry.Value.GetString() ?? "";
    }

    private (long From, long To) ReadTensor(JsonProperty entry, long start, long fileLength)
    {
        var name = UnreadableFileException.Printable(entry.Name);
        var dtype = entry.Value.GetProperty("dtype").GetString();
        if (!s_types.TryGetValue(dtype ?? "", out var type))
            throw new UnreadableFileException(
                $"tensor '{name}' has the unsupported dtype '{UnreadableFileException.Printable(dtype ?? "")}'");
        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets is not [var from, var to]) throw new UnreadableFileException($"tensor '{name}' needs two data_offsets");
        var size = StoredTensor.IsValidShape(shape)
            ? (Int128)type.ElementSize() * shape.Aggregate(1L, (product, length) => product * length)
            : -1;
        if (from < 0 || (Int128)to - from != size)
            throw new UnreadableFileException(
                $"tensor '{name}' has {(Int128)to - from} bytes, which do not match its shape [{string.Join(',', shape.Take(8))}]");
        if ((Int128)start + to > fileLength)
            throw new UnreadableFileException($"it is truncated: tensor '{name}' ends at byte {(Int128)start + to} of {fileLength}");
        if (!Starts.TryAdd(entry.Name, start + from)) throw new UnreadableFileException($"its header has two tensors '{name}'");
        Tensors.Add(new StoredTensor(entry.Name, type, shape));
        return (from, to);
    }
}
