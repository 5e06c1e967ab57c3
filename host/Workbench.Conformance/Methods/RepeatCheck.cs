namespace Workbench.Conformance.Methods;

/// <summary>The same images, classes and seed give the same maps, bit for bit, from the same instance and from another.</summary>
internal sealed class RepeatCheck : IPluginCheck
{
    private static readonly int[] s_images = [0, 1, 2];

    public string Name => "repeat";

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        foreach (var trial in new[] { plugin.Trial, plugin.Single })
        {
            var (method, other) = (plugin.Method(), plugin.Method());
            var first = trial.Run([method], s_images, Trial.Present);
            var second = trial.Run([method], s_images, Trial.Present);
            var third = trial.Run([other], s_images, Trial.Present);
            if (
                !first.Maps.All(map =>
                    Same(map.Value, second.Maps.GetValueOrDefault(map.Key))
                    && Same(map.Value, third.Maps.GetValueOrDefault((other, map.Key.Image, map.Key.Target)))))
            {
                yield return "The same question got another map: draw random numbers from pass.Rng(row) or pass.ImageRng(image), and keep nothing between calls.";
                yield break;
            }
        }
    }

    private static bool Same(TrialMap a, TrialMap? b) =>
        b is not null && a.Shape.SequenceEqual(b.Shape) && a.Values.AsSpan().SequenceEqual(b.Values);
}
