using Workbench.Engine.Passes;

namespace Workbench.Conformance.Methods;

/// <summary>Checks that one image and one class give a finite map [1,1,h,w], in float64 and in float32.</summary>
internal sealed class MapCheck : IPluginCheck
{
    public string Name => "map";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var method = plugin.Method();
        foreach (var (type, trial) in new[] { ("float64", plugin.Trial), ("float32", plugin.Single) })
            if (MapProblems.FindProblem(() => trial.Run([method], [0], _ => [2]), method) is { } problem)
            {
                yield return $"{problem} (One image, one class, {type}.)";
                yield break;
            }
    }
}

/// <summary>Checks that several images and classes give a finite map [B,1,h,w], one row for each pair.</summary>
internal sealed class BatchCheck : IPluginCheck
{
    public string Name => "batch";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        var method = plugin.Method();
        foreach (var images in (int[][])[[0], [0, 1, 2]])
            if (MapProblems.FindProblem(() => plugin.Trial.Run([method], images, Trial.PresentClasses), method) is { } problem)
            {
                var batch = images.Length == 1 ? "One image, two classes" : "Three images, two or three classes each";
                yield return $"{problem} ({batch}: B counts pairs, and Attribute returns a row for each.)";
                yield break;
            }
    }
}

/// <summary>Describes why a method has no maps.</summary>
internal static class MapProblems
{
    /// <summary>Returns why a method has no maps, with the remedy; null if it has maps.</summary>
    public static string? FindProblem(Func<TrialResult> run, Engine.Plugins.MethodInstance method)
    {
        try
        {
            return run().Failures.GetValueOrDefault(method) is { } failure ? $"{failure}{Remedy(failure)}" : null;
        }
        catch (PlanException error)
        {
            return error.Message;
        }
    }

    private static string Remedy(string failure) =>
        failure.Contains("returned null", StringComparison.Ordinal) ? " Return the map, [B,1,h,w]."
        : failure.Contains(", expected [", StringComparison.Ordinal)
            ? " Keep the batch axis and sum over the channels with keepdim: tensor.sum(1, keepdim: true)."
        : failure.Contains("expected a floating-point map", StringComparison.Ordinal)
            ? " Convert it to the input's type: map.to(pass.Input.dtype)."
        : failure.Contains("NaN or infinity", StringComparison.Ordinal)
            ? " Guard the division, root or logarithm: add a small constant or clamp."
        : failure.Contains("NotPlannedException", StringComparison.Ordinal) ? " Request in Plan what Attribute reads."
        : failure.Contains("ExternalException", StringComparison.Ordinal)
            ? " Take shapes from the pass, not from constants, and never write into the host's tensors."
        : " Attribute must work for any image and class.";
}
