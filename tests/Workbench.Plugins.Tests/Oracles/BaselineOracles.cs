namespace Workbench.Plugins.Tests.Oracles;

/// <summary>The expected maps of the baselines, by call.</summary>
internal static class BaselineOracles
{
    public static IReadOnlyDictionary<string, Func<OracleInput, Map>> All { get; } =
        new Dictionary<string, Func<OracleInput, Map>>(StringComparer.Ordinal)
    {
        ["center"] = q => Centre(Odd(q.Input.Height), Odd(q.Input.Width)),
    };

    private static int Odd(int size) => size % 2 == 0 ? size + 1 : size;

    // The centre is shifted by a quarter of a pixel.
    private static Map Centre(int height, int width) => new(
        height, width,
        [
            .. Enumerable
                .Range(0, height * width)
                .Select(i => -(Math.Pow(i / width - (height - 1) / 2.0 - 0.25, 2) + Math.Pow(i % width - (width - 1) / 2.0 - 0.25, 2))),
        ]);
}
