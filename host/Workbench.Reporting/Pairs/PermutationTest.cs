using System.Numerics;
using System.Runtime.CompilerServices;

namespace Workbench.Reporting.Pairs;

/// <summary>
/// The paired permutation test over images (sign flips). If two methods do not differ, their rows of an image are exchangeable. Each random
/// draw swaps them in about half of the images, and p is the share of draws with a difference at least as large as the observed one, which
/// itself counts: (1 + #{|d| ≥ |observed|}) / (1 + draws). p is never 0, and is valid for few images too.
/// </summary>
/// <remarks>
/// A method's mean after the swap follows from its sums with a random sign for each image, Σ s·x. They are computed once per draw and
/// method and shared by all its pairs. The draws depend on the number of images and of draws alone, so that the same rows give the same p.
/// </remarks>
internal static class PermutationTest
{
    /// <summary>The smallest number of draws.</summary>
    public const int MinDraws = 20_000;

    private const int Seed = 20201;
    private const int Chunk = 1000;        // draws of one random stream, so that threads do not affect the result
    private const int PerPair = 40;        // with 40 draws per pair the smallest p, times the number of pairs, is 1/40: below the level
    private const double Rounding = 1e-12;

    /// <summary>The number of draws for a number of pairs: enough for Holm's correction to separate a pair.</summary>
    public static int DrawsFor(int pairs) => Math.Max(MinDraws, PerPair * pairs);

    /// <summary>The p-value of each pair.</summary>
    /// <param name="methods">Each method's rows, over the same images and with the same number of parts.</param>
    /// <param name="pairs">Indices of the two methods of each pair.</param>
    /// <param name="draws">Number of draws.</param>
    public static double[] PValues(IReadOnlyList<PairedRows> methods, IReadOnlyList<(int One, int Other)> pairs, int draws)
    {
        var (rows, both) = (methods.ToArray(), pairs.ToArray());   // arrays: read millions of times, without interface calls
        var (images, parts) = (methods[0].Images, methods[0].Parts);
        var ours = pairs.Select(pair => Math.Abs(methods[pair.One].Value - methods[pair.Other].Value)).ToArray();
        var rounding = pairs.Select(pair => Rounding * (methods[pair.One].Scale + methods[pair.Other].Scale)).ToArray();
        var asLarge = new int[pairs.Count];
        var (counted, countOf) = Distinct([.. methods.SelectMany(method => method.Counts)]);
        Parallel.For(0, (draws + Chunk - 1) / Chunk, chunk =>
        {
            var mine = Chunked(chunk);
            lock (asLarge)
                for (var pair = 0; pair < mine.Length; pair++) asLarge[pair] += mine[pair];
        });
        return [.. asLarge.Select(count => (1.0 + count) / (1.0 + draws))];

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        int[] Chunked(int chunk)
        {
            var random = new Random(Seed + chunk);
            var (bits, signs) = (new byte[(images + 7) / 8], new double[images]);
            var (sums, counts) = (new double[rows.Length * parts], new double[counted.Count]);
            var mine = new int[both.Length];
            for (var draw = chunk * Chunk; draw < Math.Min(draws, (chunk + 1) * Chunk); draw++)
            {
                random.NextBytes(bits);
                for (var i = 0; i < images; i++) signs[i] = (bits[i / 8] >> i % 8 & 1) == 0 ? 1 : -1;
                for (var at = 0; at < sums.Length; at++) sums[at] = Dot(signs, rows[at / parts].Sums[at % parts]);
                for (var at = 0; at < counts.Length; at++) counts[at] = Dot(signs, counted[at]);
                for (var pair = 0; pair < mine.Length; pair++)
                    // A draw that leaves a method without rows (NaN) counts against a difference.
                    if (!(Exchanged(both[pair], sums, counts) < ours[pair] - rounding[pair])) mine[pair]++;
            }
            return mine;
        }

        // In images with sign 1 each method keeps its rows; in the others the two are swapped.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        double Exchanged((int One, int Other) pair, double[] sums, double[] counts)
        {
            var difference = 0.0;
            var (one, other) = (rows[pair.One], rows[pair.Other]);
            for (var part = 0; part < parts; part++)
            {
                var (a, b) = (pair.One * parts + part, pair.Other * parts + part);
                var (sum, sumTurn) = (one.Sum[part] + other.Sum[part], sums[a] - sums[b]);
                var (count, countTurn) = (one.Count[part] + other.Count[part], counts[countOf[a]] - counts[countOf[b]]);
                difference += (sum + sumTurn) / (count + countTurn) - (sum - sumTurn) / (count - countTurn);
            }
            return Math.Abs(difference / parts);
        }
    }

    // Methods scored on the same images have the same numbers of rows. Returns the different arrays, and each array's index among them.
    private static (List<double[]> Different, int[] Which) Distinct(double[][] all)
    {
        var different = new List<double[]>();
        var which = new int[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            which[i] = different.FindIndex(one => one.AsSpan().SequenceEqual(all[i]));
            if (which[i] >= 0) continue;
            which[i] = different.Count;
            different.Add(all[i]);
        }
        return (different, which);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // most tables are finished before tiered compilation would optimise it
    private static double Dot(double[] signs, double[] values)
    {
        var (sum, at, width) = (Vector<double>.Zero, 0, Vector<double>.Count);
        for (; at <= values.Length - width; at += width) sum += new Vector<double>(signs, at) * new Vector<double>(values, at);
        var rest = Vector.Sum(sum);
        for (; at < values.Length; at++) rest += signs[at] * values[at];
        return rest;
    }
}
