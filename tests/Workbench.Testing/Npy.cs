using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Testing;

/// <summary>An array of a NumPy <c>.npy</c> file in C order and little endian.</summary>
/// <param name="Shape">Sizes of the axes; empty for a scalar.</param>
/// <param name="Type">NumPy's name of the element type: <c>f4</c>, <c>f8</c>, <c>u1</c>, <c>i4</c>, <c>i8</c>, <c>b1</c>.</param>
/// <param name="Bytes">The bytes of the elements.</param>
public sealed partial record Npy(int[] Shape, string Type, byte[] Bytes)
{
    /// <summary>Reads a file of format version 1, 2 or 3.</summary>
    /// <exception cref="InvalidDataException">The file is not a .npy file, or not in C order and little endian.</exception>
    public static Npy Read(string path)
    {
        var file = File.ReadAllBytes(path);
        if (file.Length < 12 || file[0] != 0x93 || !file.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new InvalidDataException($"'{path}' is not a .npy file.");
        var start = file[6] == 1 ? 10 : 12;
        var length = file[6] == 1 ? BitConverter.ToUInt16(file, 8) : BitConverter.ToInt32(file, 8);
        var header = Encoding.UTF8.GetString(file, start, length);
        var match = Header().Match(header);
        if (!match.Success) throw new InvalidDataException($"'{path}' is not in C order and little endian: {header}");
        int[] shape =
        [
            .. match
                .Groups["shape"]
                .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(int.Parse),
        ];
        return new Npy(shape, match.Groups["type"].Value, file[(start + length)..]);
    }

    /// <summary>The elements, rounded to float32.</summary>
    public float[] Floats() =>
        Type == "f4" ? MemoryMarshal.Cast<byte, float>(Bytes).ToArray() : [.. Doubles().Select(value => (float)value)];

    /// <summary>The elements as float64.</summary>
    public double[] Doubles() => Type switch
    {
        "f8" => MemoryMarshal.Cast<byte, double>(Bytes).ToArray(),
        "f4" => [.. MemoryMarshal.Cast<byte, float>(Bytes).ToArray().Select(value => (double)value)],
        "i8" => [.. MemoryMarshal.Cast<byte, long>(Bytes).ToArray().Select(value => (double)value)],
        "i4" => [.. MemoryMarshal.Cast<byte, int>(Bytes).ToArray().Select(value => (double)value)],
        "u1" or "b1" => [.. Bytes.Select(value => (double)value)],
        _ => throw new InvalidDataException($"Elements of type '{Type}' are not supported."),
    };

    [GeneratedRegex(@"'descr': '[<|](?<type>\w+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Header();
}
