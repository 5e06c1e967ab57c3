using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>A tensor's memory and streams, without a copy between.</summary>
internal static class TensorBytes
{
    private const long Slice = 1 << 26;   // elements: a span has no more than 2³¹ bytes

    /// <summary>Fills a contiguous tensor on the CPU; false where the stream ends before.</summary>
    public static bool TryRead(Tensor tensor, Stream stream)
    {
        foreach (var slice in Slices(tensor))
            using (slice)
            {
                var bytes = slice.bytes;
                if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) return false;
            }
        return true;
    }

    /// <summary>Writes a tensor's elements in C order.</summary>
    public static void Write(Tensor tensor, Stream stream)
    {
        using var plain = tensor.detach().cpu().contiguous();
        foreach (var slice in Slices(plain))
            using (slice) stream.Write(slice.bytes);
    }

    private static IEnumerable<Tensor> Slices(Tensor tensor)
    {
        using var flat = tensor.view(-1);
        for (long at = 0; at < flat.NumberOfElements; at += Slice) yield return flat.narrow(0, at, Math.Min(Slice, flat.NumberOfElements - at));
    }
}
