using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Workbench.Plugins.Propagation;

/// <summary>
/// Computes the k-th smallest value of each row on the CPU. A sample gives a lower bound, and only values above it are searched. For a high
/// percentile this takes one pass over the row, where libtorch's <c>kthvalue</c> takes several and moves an index with each value.
/// </summary>
internal static class OrderStatistic
{
    /// <param name="rows">[B,n], float32 or float64, on the CPU.</param>
    /// <param name="k">Rank, from 0 to n − 1.</param>
    /// <returns>[B].</returns>
    public static Tensor OfRows(Tensor rows, long k)
    {
        var values = rows.contiguous();
        var count = (int)values.shape[0];
        return values.dtype == ScalarType.Float32
            ? tensor(Each<float>(values, count, (int)k))
            : tensor(Each<double>(values, count, (int)k));
    }

    private static T[] Each<T>(Tensor values, int count, int k) where T : unmanaged, INumber<T>
    {
        var found = new T[count];
        Parallel.For(0, count, row =>
        {
            var all = MemoryMarshal.Cast<byte, T>(values.bytes);
            found[row] = Kth<T>(all.Slice(row * (all.Length / count), all.Length / count), k);
        });
        return found;
    }

    private static T Kth<T>(ReadOnlySpan<T> values, int k) where T : unmanaged, INumber<T>
    {
        var wanted = values.Length - k;   // the k-th smallest is the wanted-th largest
        var buffer = ArrayPool<T>.Shared.Rent(values.Length);
        try
        {
            if (LowerBound(values, wanted) is { } bound)
            {
                var n = Keep(values, bound, buffer);
                if (n >= wanted) return Select(buffer.AsSpan(0, n), n - wanted);
            }
            values.CopyTo(buffer);
            return Select(buffer.AsSpan(0, values.Length), k);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(buffer);
        }
    }

    // Copies the values that are not below the bound; most vectors have none.
    private static int Keep<T>(ReadOnlySpan<T> values, T bound, T[] into) where T : unmanaged, INumber<T>
    {
        var (n, bounds) = (0, new Vector<T>(bound));
        for (var i = 0; i < values.Length; i += Vector<T>.Count)
        {
            var part = values[i..Math.Min(i + Vector<T>.Count, values.Length)];
            if (part.Length == Vector<T>.Count && !Vector.GreaterThanOrEqualAny(new Vector<T>(part), bounds)) continue;
            foreach (var value in part)
                if (value >= bound) into[n++] = value;
        }
        return n;
    }

    // A value below the wanted-th largest, unless the sample is off by four standard deviations; null if it is too low to be useful.
    private static T? LowerBound<T>(ReadOnlySpan<T> values, int wanted) where T : unmanaged, INumber<T>
    {
        const int Sampled = 4096;
        if (values.Length < 4 * Sampled) return null;
        var share = (double)wanted / values.Length;
        var place = (int)(share * Sampled + 4 * Math.Sqrt(Sampled * share * (1 - share))) + 2;
        if (place > Sampled / 2) return null;
        var sample = new T[Sampled];
        for (var i = 0; i < Sampled; i++) sample[i] = values[(int)((long)i * values.Length / Sampled)];
        Array.Sort(sample);
        return sample[Sampled - place];
    }

    // Hoare's selection around the median of three.
    private static T Select<T>(Span<T> values, int k) where T : unmanaged, INumber<T>
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var (a, b, c) = (values[low], values[low + (high - low) / 2], values[high]);
            var pivot = T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                (i, j) = (i + 1, j - 1);
            }
            if (k <= j) high = j;
            else if (k >= i) low = i;
            else break;
        }
        return values[k];
    }
}
