using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// What a tensor held at some moment, to tell later whether it still does. On the CPU four checksums (CRC-32C, a processor's own instruction) of its numbers as they lie in memory, read at the
/// speed of memory; elsewhere, or where the numbers do not lie side by side, a copy.
/// </summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly (uint, uint, uint, uint) _sums;
    private readonly Tensor? _copy;

    /// <summary>Takes it.</summary>
    public Fingerprint(Tensor tensor)
    {
        if (Bytes(tensor) is { IsEmpty: false } bytes) _sums = Sums(bytes);
        else _copy = tensor.clone().DetachFromDisposeScope();
    }

    /// <summary>Whether the tensor holds what it held.</summary>
    public bool Fits(Tensor tensor) => _copy is null ? Sums(Bytes(tensor)) == _sums : Same(tensor, _copy);

    /// <summary>Whether two tensors of one shape and type hold the same, NaN by NaN.</summary>
    public static bool Same(Tensor one, Tensor other)
    {
        var a = Bytes(one);
        var b = Bytes(other);
        if (!a.IsEmpty && !b.IsEmpty) return a.SequenceEqual(b);
        using var scope = NewDisposeScope();
        return ((one == other) | (one.isnan() & other.isnan())).all().item<bool>();
    }

    // None where they do not lie side by side on the CPU, or are more than a span holds.
    private static Span<byte> Bytes(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.is_contiguous() && tensor.NumberOfElements * tensor.ElementSize <= int.MaxValue
            ? tensor.bytes
            : [];

    // Four sums side by side: one instruction does not wait for the one before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // the first batches would run it unoptimised
    private static (uint, uint, uint, uint) Sums(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var (a, b, c, d) = (0u, 1u, 2u, 3u);
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }
        foreach (var rest in bytes[(i * sizeof(ulong))..]) a = BitOperations.Crc32C(a, rest);
        return (a, b, c, d);
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose() => _copy?.Dispose();
}
