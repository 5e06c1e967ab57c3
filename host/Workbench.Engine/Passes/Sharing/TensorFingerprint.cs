using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Passes.Sharing;

/// <summary>
/// A record of a tensor's contents, to detect a later change. On the CPU, four CRC-32C checksums (one processor instruction per 8 bytes) of
/// the tensor's memory, read at memory speed. On other devices, or for a tensor that is not contiguous, a copy.
/// </summary>
internal sealed class TensorFingerprint : IDisposable
{
    private readonly (uint, uint, uint, uint) _sums;
    private readonly Tensor? _copy;

    public TensorFingerprint(Tensor tensor)
    {
        if (Bytes(tensor) is { IsEmpty: false } bytes) _sums = Sums(bytes);
        else _copy = tensor.clone().DetachFromDisposeScope();
    }

    /// <summary>Whether the tensor still holds the recorded contents.</summary>
    public bool Matches(Tensor tensor) => _copy is null ? Sums(Bytes(tensor)) == _sums : HaveEqualContents(tensor, _copy);

    /// <summary>Whether two tensors of one shape and type hold equal numbers, with NaN equal to NaN.</summary>
    public static bool HaveEqualContents(Tensor one, Tensor other)
    {
        var a = Bytes(one);
        var b = Bytes(other);
        if (!a.IsEmpty && !b.IsEmpty) return a.SequenceEqual(b);
        using var scope = NewDisposeScope();
        return ((one == other) | (one.isnan() & other.isnan())).all().item<bool>();
    }

    // Empty for a tensor that is not contiguous, not on the CPU, or too large for a span.
    private static Span<byte> Bytes(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.is_contiguous() && tensor.NumberOfElements * tensor.ElementSize <= int.MaxValue
            ? tensor.bytes
            : [];

    // Four independent sums, so that an instruction does not wait for the one before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // the first batches would otherwise run unoptimised code
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

    public void Dispose() => _copy?.Dispose();
}
