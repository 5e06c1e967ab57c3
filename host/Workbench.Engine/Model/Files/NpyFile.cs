using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using Workbench.Data;
using Workbench.Data.Files;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>Reads and writes NumPy's <c>.npy</c> files: float32 or float64, C order, little endian.</summary>
public static partial class NpyFile
{
    private const int Alignment = 64;
    private const int MostAxes = 16;

    /// <summary>Reads an array.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array on the CPU, in the file's dtype.</returns>
    /// <exception cref="DataException">The file is missing, truncated or of another format; the message says which.</exception>
    public static Tensor Read(string path)
    {
        byte[] file;
        try
        {
            RegularFile.Require(path);
            file = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The array '{path}' cannot be read: {error.Message}", error);
        }
        if (file.Length < 12 || file[0] != 0x93 || !file.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw InvalidArray(path, "it is not a .npy file");
        var start = file[6] == 1 ? 10 : 12;
        var length = file[6] == 1 ? BitConverter.ToUInt16(file, 8) : BitConverter.ToInt32(file, 8);
        if (length < 0 || length > file.Length - start) throw InvalidArray(path, "it ends inside its header");
        var header = Encoding.UTF8.GetString(file, start, length);
        var match = Header().Match(header);
        if (!match.Success) throw InvalidArray(path, "its header cannot be read");
        if (match.Groups["fortran"].Value == "True")
            throw InvalidArray(path, "it is in Fortran order; save numpy.ascontiguousarray(array)");
        var type = match.Groups["type"].Value switch
        {
            "<f4" => ScalarType.Float32,
            "<f8" => ScalarType.Float64,
            var other => throw InvalidArray(
                path,
                $"its elements are '{TextExcerpt.OneLine(other)}'; save it as little-endian float32 or float64"),
        };
        string[] sizes = match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shape = sizes
            .Select(size =>
                long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw InvalidArray(path, $"'{TextExcerpt.OneLine(size)}' in its shape is not a size"))
            .ToArray();
        if (shape.Length > MostAxes) throw InvalidArray(path, $"its shape has {shape.Length} axes, more than {MostAxes}");
        var bytes = file.AsSpan(start + length);
        // The product is a double, since that of a few huge sizes overflows any integer. An axis of size 0 would hide huge sizes of the
        // others.
        if (
            bytes.Length != shape.Aggregate((double)type.ElementSize(), (product, size) => product * size)
            || shape.Contains(0) && shape.Any(size => size > int.MaxValue))
            throw InvalidArray(path, $"its {bytes.Length} bytes do not fill the shape ({string.Join(',', shape)})");
        return type == ScalarType.Float32
            ? tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape)
            : tensor(MemoryMarshal.Cast<byte, double>(bytes).ToArray(), shape);
    }

    /// <summary>Writes an array atomically: a reader sees the old file or the new one.</summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="array">Float32 or float64, any device.</param>
    public static void Write(string path, Tensor array) => AtomicFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes an array to a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="array">Float32 or float64, any device.</param>
    public static void Write(Stream stream, Tensor array)
    {
        var type = array.dtype switch
        {
            ScalarType.Float32 => "<f4",
            ScalarType.Float64 => "<f8",
            _ => throw new ArgumentException($"The dtype {array.dtype} is not supported; use float32 or float64.", nameof(array)),
        };
        var shape = string.Concat(array.shape.Select(size => $"{size}, ")).TrimEnd();
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({(array.dim() > 1 ? shape.TrimEnd(',') : shape)}), }}";
        text = text.PadRight((10 + text.Length + Alignment) / Alignment * Alignment - 11) + "\n";
        using var plain = array.detach().cpu().contiguous();
        byte[] file =
        [
            0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)text.Length), .. Encoding.ASCII.GetBytes(text), .. plain.bytes,
        ];
        stream.Write(file);
    }

    private static DataException InvalidArray(string path, string what) => new($"The array '{path}' cannot be used: {what}.");

    [GeneratedRegex(
        @"^\{\s*'descr':\s*'(?<type>[^']+)',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[\d\s,]*)\),?\s*\}\s*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Header();
}
