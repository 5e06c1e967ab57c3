using System.Text;

namespace Workbench.Engine.Model.Files;

/// <summary>The reader for a kind of file.</summary>
internal enum FileReader
{
    Safetensors,
    Zip,
    Legacy,
    Onnx,
    None,
}

/// <summary>The kind of a file, from its first bytes.</summary>
/// <param name="Reader">The reader. Unknown files go to the safetensors reader, whose error states the fault.</param>
/// <param name="Name">The kind's name, with an article.</param>
internal sealed record FileKind(FileReader Reader, string Name)
{
    private const int Beginning = 512;
    private const int TarMark = 257;

    public static FileKind FromFile(FileStream file)
    {
        var bytes = new byte[Beginning];
        ReadOnlySpan<byte> start = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        // A header length below 2⁴⁰, then the JSON header.
        if (start.Length > 8 && start[8] == '{' && start[5] == 0 && start[6] == 0 && start[7] == 0)
            return new(FileReader.Safetensors, "a safetensors file");
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8)) return new(FileReader.Zip, "a zip archive");
        // Protocols 2 to 5 have a header; 0 and 1 begin with torch.save's magic number in decimal.
        if (start.Length > 1 && start[0] == 0x80 && start[1] is >= 2 and <= 5 || start.StartsWith("L119547037146038801333356L"u8))
            return new(FileReader.Legacy, "a pickle");
        if (UnsupportedKind(start) is { } name) return new(FileReader.None, name);
        return
            BeginsLikeOnnx(start) || file.Name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                ? new(FileReader.Onnx, "an ONNX model")
                : new(FileReader.Safetensors, "a file of unknown kind");
    }

    // ONNX has no magic number. Exporters write the version of the format first, and then one of the fields 2 to 8.
    private static bool BeginsLikeOnnx(ReadOnlySpan<byte> start) =>
        start.Length > 3
        && start[0] == 0x08
        && start[1] is > 0 and < 32
        && start[2] is 0x12 or 0x1a or 0x22 or 0x28 or 0x32 or 0x3a or 0x42;

    private static string? UnsupportedKind(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        if (
            text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return "an HTML page, probably from a failed download";
        if (text.StartsWith("<?xml", StringComparison.Ordinal)) return "an XML document, probably from a failed download";
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "a git-lfs pointer instead of the file: run 'git lfs pull'";
        if (start is [0x89, (byte)'H', (byte)'D', (byte)'F', ..]) return "an HDF5 file, as written by Keras";
        if (start is [0x1f, 0x8b, ..]) return "a gzip archive: unpack it first";
        if (start.StartsWith("GGUF"u8)) return "a GGUF file";
        if (start is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..]) return "a NumPy array without a name";
        if (start.Length > TarMark + 5 && start[TarMark..].StartsWith("ustar"u8))
            return
                text.StartsWith("sys_info", StringComparison.Ordinal)
                || text.StartsWith("storages", StringComparison.Ordinal)
                || text.StartsWith("tensors", StringComparison.Ordinal)
                || text.StartsWith("pickle", StringComparison.Ordinal)
                ? "a tar archive in PyTorch's first format (2016): load it in PyTorch and save its state_dict again"
                : "a tar archive: unpack it first";
        // Protocol buffers: Caffe begins with the net's name and first layer.
        if (
            start.Length > 2
            && start[0] == 0x0a
            && start[1] + 4 <= start.Length
            && start[2 + start[1]] == 0xa2
            && start[3 + start[1]] == 0x06)
            return "a Caffe model";
        return null;
    }
}
