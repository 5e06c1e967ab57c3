using Workbench.Results;

namespace Workbench.Reporting.Claims;

/// <summary>Values of several methods over all images and over resamples of the images; all methods share the resamples.</summary>
internal static class PairedDraws
{
    private const int Resamples = 2000;

    /// <summary>By method, the value over all images, then over each resample.</summary>
    public static IReadOnlyDictionary<string, double[]> Compute(IReadOnlyDictionary<string, ValueSource> sources, ulong seed)
    {
        var images = sources.Values.SelectMany(source => source.Images).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select((image, i) => (image, i)).ToDictionary(pair => pair.image, pair => pair.i, StringComparer.Ordinal);
        var averages = sources
            .Select(source => (source.Key, Average: source.Value.ValueFunction(images), Values: new double[Resamples + 1]))
            .ToList();
        var random = new Random(seed.GetHashCode());
        var draws = new int[images.Count];
        Array.Fill(draws, 1);
        for (var sample = 0; sample <= Resamples; sample++)
        {
            foreach (var (_, average, values) in averages) values[sample] = average(draws);
            Array.Clear(draws);
            for (var i = 0; i < draws.Length; i++) draws[random.Next(draws.Length)]++;
        }
        return averages.ToDictionary(entry => entry.Key, entry => entry.Values, StringComparer.Ordinal);
    }

    /// <summary>The value over all images, with the interval of the resamples.</summary>
    public static Estimate ToEstimate(this double[] values) => new(values[0], Bootstrap.Percentiles(values[1..]));
}
