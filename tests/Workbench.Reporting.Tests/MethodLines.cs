using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Results;

namespace Workbench.Reporting.Tests;

/// <summary>A table's rows, made by hand.</summary>
internal static partial class MethodLines
{
    /// <summary>
    /// The row of a method <c>id@layer(options)</c>, with its place as the engine computes it: features by number, then the classifier,
    /// with the paper's blocks between.
    /// </summary>
    public static MethodLine Create(string method) => new(method, null)
    {
        Place = LayerOf().Match(method) is { Success: true, Groups: [_, var layer] } found
            ? new(method.Remove(found.Index, found.Length), layer.Value, Depth(layer.Value))
            : null,
    };

    [GeneratedRegex(@"@([\w.]+)")]
    private static partial Regex LayerOf();

    private static int Depth(string layer) => layer.Split('.') switch
    {
        ["features", var number] => int.Parse(number, CultureInfo.InvariantCulture),
        ["classifier", var number] => 100 + int.Parse(number, CultureInfo.InvariantCulture),
        _ => 6 * (layer[^1] - '0'),   // b1 to b5
    };
}
