using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using Workbench.Engine.Runs;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>A map as numbers.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">Row by row.</param>
internal sealed record Map(int Height, int Width, double[] Values)
{
    /// <summary>Id of the image that maps are computed for.</summary>
    public const string Image = "image";

    /// <summary>Computes the maps of one image with the real planner and runner, by method and class.</summary>
    public static Dictionary<(string Call, int Class), Map> Compute(
        ModelService model,
        IReadOnlyList<string> calls,
        Tensor input,
        params int[] classes)
    {
        var methods = calls.ToDictionary(call => call, ShippedPlugins.Method, StringComparer.Ordinal);
        MapTarget[] targets = [.. classes.Select(MapTarget.FromClass)];
        var run = new MapRun(model, [.. methods.Values], MapRun.KindsOf(targets));
        run.Plan.FailedMethods.ShouldBeEmpty();
        using var maps = run.Run([(Image, targets)], input)[0];
        var found = new Dictionary<(string, int), Map>();
        foreach (var (call, method) in methods)
        {
            maps.FailureOf(method).ShouldBeNull();
            foreach (var target in classes) found[(call, target)] = From(maps.Map(method, target));
        }
        return found;
    }

    public static Map From(Tensor map)
    {
        using var plain = map.to(ScalarType.Float64).contiguous();
        return new Map((int)map.shape[^2], (int)map.shape[^1], plain.data<double>().ToArray());
    }

    /// <summary>max |this − expected| / max |expected|; infinite if the sizes differ or a value is not finite.</summary>
    public double DeviationFrom(Map expected)
    {
        if ((Height, Width) != (expected.Height, expected.Width)) return double.PositiveInfinity;
        var worst = Values.Zip(expected.Values, (a, b) => Math.Abs(a - b)).Max();
        var scale = expected.Values.Max(Math.Abs);
        return double.IsNaN(worst) ? double.PositiveInfinity : worst == 0 ? 0 : worst / scale;
    }

    public Map Select(Func<double, double> change) => this with { Values = [.. Values.Select(change)] };

    /// <summary>The map scaled to [0,1]; a constant map becomes 0.</summary>
    public Map MinMax()
    {
        var (low, high) = (Values.Min(), Values.Max());
        return Select(value => high > low ? (value - low) / (high - low) : 0);
    }
}
