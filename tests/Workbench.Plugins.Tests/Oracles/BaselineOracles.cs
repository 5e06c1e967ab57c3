namespace Workbench.Plugins.Tests.Oracles;

/// <summary>What the maps that know nothing have to be.</summary>
internal static class BaselineOracles
{
    public static IReadOnlyDictionary<string, Func<Question, Map>> All { get; } =
        new Dictionary<string, Func<Question, Map>>(StringComparer.Ordinal)
    {
        ["center"] = q => Centre(Odd(q.Input.Height), Odd(q.Input.Width)),
    };

    private static int Odd(int size) => size % 2 == 0 ? size + 1 : size;

    // A quarter beyond the middle.
    private static Map Centre(int height, int width) => new(
        height, width,
        [
            .. Enumerable
                .Range(0, height * width)
                .Select(i => -(Math.Pow(i / width - (height - 1) / 2.0 - 0.25, 2) + Math.Pow(i % width - (width - 1) / 2.0 - 0.25, 2))),
        ]);
}
