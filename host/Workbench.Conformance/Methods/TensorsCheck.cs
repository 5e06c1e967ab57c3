namespace Workbench.Conformance.Methods;

/// <summary>Checks that no tensor of the method is alive after its pass.</summary>
internal sealed class TensorsCheck : IPluginCheck
{
    private static readonly int[] s_images = [0, 1];

    public string Name => "tensors";

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var method = plugin.Method();
        var left = LiveTensors.CountAfterWarmup(() => plugin.Trial.Run([method], s_images, Trial.PresentClasses));
        if (left > 0)
            yield return $"Tensors alive after the pass: {left}. Keep none in fields or statics, detach none from the host's dispose "
                + "scope, and create none on threads of your own. The host frees the tensors that Attribute creates.";
    }
}
