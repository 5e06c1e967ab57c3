namespace Workbench.Conformance.Methods;

/// <summary>Checks that equal images, classes and seed give bit-identical maps, from one instance and from another.</summary>
internal sealed class RepeatCheck : IPluginCheck
{
    private static readonly int[] s_images = [0, 1, 2];

    public string Name => "repeat";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        foreach (var trial in new[] { plugin.Trial, plugin.Single })
        {
            var (method, other) = (plugin.Method(), plugin.Method());
            var first = trial.Run([method], s_images, Trial.PresentClasses);
            var second = trial.Run([method], s_images, Trial.PresentClasses);
            var third = trial.Run([other], s_images, Trial.PresentClasses);
            if (
                !first.Maps.All(map =>
                    Same(map.Value, second.Maps.GetValueOrDefault(map.Key))
                    && Same(map.Value, third.Maps.GetValueOrDefault((other, map.Key.Image, map.Key.Target)))))
            {
                yield return "The same image, class and seed gave another map: "
                    + "draw random numbers from pass.Rng(row) or pass.ImageRng(image), and keep no state between calls.";
                yield break;
            }
        }
    }

    private static bool Same(TrialMap a, TrialMap? b) =>
        b is not null && a.Shape.SequenceEqual(b.Shape) && a.Values.AsSpan().SequenceEqual(b.Values);
}
