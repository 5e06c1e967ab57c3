using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Methods;

/// <summary>Checks that an image's map for a class does not depend on the other images or classes of the batch.</summary>
internal sealed class InvarianceCheck : IPluginCheck
{
    // libtorch picks its kernel by batch size, so rounding may differ. A method that amplifies it is measured by its own float32 error.
    private const double Float64 = 1e-10, Float32 = 1e-5, OwnErrors = 10;
    private static readonly int[] s_all = [0, 1], s_more = [2, 1, 0];

    public string Name => "invariance";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var exact = new Dictionary<(int, int), TrialMap>();
        foreach (var (type, trial, least) in new[] { ("float64", plugin.Trial, Float64), ("float32", plugin.Single, Float32) })
        {
            var (method, tolerance) = (plugin.Method(), least);
            var alone = s_all
                .SelectMany(image => Trial.PresentClasses(image).SelectMany(target => trial.Run([method], [image], _ => [target]).Maps))
                .ToDictionary(map => map.Key, map => map.Value);
            foreach (var ((_, image, target), map) in alone)
                if (!exact.TryAdd((image, target), map))
                    tolerance = Math.Max(tolerance, OwnErrors * map.DeviationFrom(exact[(image, target)]));
            if (
                Worst(s_all.SelectMany(image => trial.Run([method], [image], Trial.PresentClasses).Maps), alone) is var targets
                && !(targets <= tolerance))
            {
                yield return $"A map differs by {targets:0.0e+0} of its maximum ({type}) when other classes of the image are computed too: "
                    + "normalise and reduce by row, over [2, 3] or with keepdim, never over the batch axis.";
                yield break;
            }
            if (
                Worst(
                    trial
                        .Run([method], s_all, Trial.PresentClasses)
                        .Maps.Concat(trial.Run([method], s_more, Trial.PresentClasses).Maps.Where(map => map.Key.Image != 2)),
                    alone)
                    is var batch
                && !(batch <= tolerance))
            {
                yield return $"A map differs by {batch:0.0e+0} of its maximum ({type}) when other images are in the batch: "
                    + "normalise and reduce by row, over [2, 3] or with keepdim, never over the batch axis; draw noise from pass.Rng(row).";
                yield break;
            }
        }
    }

    /// <summary>Returns the largest deviation; infinite if a map is missing.</summary>
    private static double Worst(
        IEnumerable<KeyValuePair<(MethodInstance Method, int Image, int Target), TrialMap>> maps,
        Dictionary<(MethodInstance, int, int), TrialMap> expected) =>
        maps.Select(map => expected.TryGetValue(map.Key, out var alone) ? map.Value.DeviationFrom(alone) : double.PositiveInfinity)
            .Append(0)
            .Max();
}
