using System.Globalization;
using Workbench.Engine.Plugins;
using Workbench.Engine.Runs;

namespace Workbench.Reporting.Tests;

/// <summary>A table's rows, made by hand.</summary>
internal static class Lines
{
    /// <summary>The row of a method, with its place as the engine would find it: features by number, the classifier after them, and the paper's blocks between.</summary>
    public static MethodLine Of(string method) =>
        new(method, null) { Place = PluginCall.Parse(method) is { Layer: { } layer } call ? new($"{call with { Layer = null }}", layer, Depth(layer)) : null };

    private static int Depth(string layer) => layer.Split('.') switch
    {
        ["features", var number] => int.Parse(number, CultureInfo.InvariantCulture),
        ["classifier", var number] => 100 + int.Parse(number, CultureInfo.InvariantCulture),
        _ => 6 * (layer[^1] - '0'),   // b1 to b5
    };
}
