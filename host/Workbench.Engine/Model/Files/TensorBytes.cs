using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>Reads and writes a tensor's memory without an intermediate copy.</summary>
internal static class TensorBytes
{
    private const long Slice = 1 << 26;   // elements; a span holds fewer than 2³¹ bytes
    private const long Piece = 1 << 22;   // elements converted at a time

    /// <summary>Fills a contiguous tensor on the CPU from a stream, with conversion piece by piece if the dtypes differ.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="type">The dtype of the stream's elements.</param>
    /// <param name="stream">Positioned at the first element.</param>
    /// <param name="seen">Called with all bytes, piece by piece.</param>
    /// <returns>False if the stream ends too early.</returns>
    public static bool TryRead(Tensor tensor, ScalarType type, Stream stream, Action<ReadOnlySpan<byte>>? seen = null)
    {
        foreach (var slice in Slices(tensor, type == tensor.dtype ? Slice : Piece))
            using (slice)
            {
                using var stored = type == tensor.dtype ? slice.alias() : empty(slice.shape, type);
                var bytes = stored.bytes;
                if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) return false;
                seen?.Invoke(bytes);
                if (type != tensor.dtype) slice.copy_(stored);
            }
        return true;
    }

    /// <summary>Writes a tensor's elements in C order.</summary>
    public static void Write(Tensor tensor, Stream stream)
    {
        using var plain = tensor.detach().cpu().contiguous();
        foreach (var slice in Slices(plain, Slice))
            using (slice) stream.Write(slice.bytes);
    }

    private static IEnumerable<Tensor> Slices(Tensor tensor, long length)
    {
        using var flat = tensor.view(-1);
        for (long at = 0; at < flat.NumberOfElements; at += length)
            yield return flat.narrow(0, at, Math.Min(length, flat.NumberOfElements - at));
    }
}
