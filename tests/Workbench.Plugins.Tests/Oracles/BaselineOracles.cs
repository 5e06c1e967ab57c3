namespace Workbench.Plugins.Tests.Oracles;

/// <summary>What the maps that know nothing have to be.</summary>
internal static class BaselineOracles
{
    public static IReadOnlyDictionary<string, Func<Question, Map>> All { get; } = new Dictionary<string, Func<Question, Map>>(StringComparer.Ordinal)
    {
        ["center"] = q => q.Input.MapOf((y, x) => -(Math.Pow(y - (q.Input.Height - 1) / 2.0, 2) + Math.Pow(x - (q.Input.Width - 1) / 2.0, 2))),
    };
}
