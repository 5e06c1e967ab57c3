using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Metrics;

/// <summary>Checks that the plan requests classes and existing states, is the same each time, and creates no tensor.</summary>
internal sealed class PlanCheck : IPluginCheck
{
    public string Name => "plan";

    public bool IsPrerequisite => true;

    public IEnumerable<string> FindProblems(PluginUnderTest plugin)
    {
        if (FindProblem(plugin) is { } problem) yield return problem;
    }

    private static string? FindProblem(PluginUnderTest plugin)
    {
        try
        {
            var metric = plugin.Metric();
            var (first, tensors) = plugin.Plan(metric);
            if (first is null) return "Plan returned null: return a MetricRequest with its Targets.";
            if (tensors > 0) return $"Plan created {tensors} tensors: a plan is data, requested before any pass. Create tensors in Score.";
            if (first.Targets == TargetKinds.None) return "Plan requests no class: set Targets, for example to TargetKinds.PresentClasses.";
            if (first.States.Count == 0) return "Plan requests no state of the model: leave States at its default for the trained model.";
            if (first.States.Select(state => state.Id).Distinct(StringComparer.Ordinal).Count() < first.States.Count)
                return "Two states of the plan have the same Id, which identifies them in rows: give each its own.";
            foreach (var state in first.States)
                if (state.RandomiseFrom is { } from) _ = plugin.Trial.Model.Architecture[from];   // throws for an unknown layer
            var (second, _) = plugin.Plan(metric);
            return first.Targets == second.Targets && first.Needs == second.Needs && first.States.SequenceEqual(second.States)
                ? null
                : "Plan returned two different requests for the same options and model: use no counter, clock or random draw in it.";
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return error is UnknownLayerException
                ? $"Plan names a layer that the model does not have: {error.Message} Take layers from model.Layers."
                : $"Plan threw {PluginUnderTest.Describe(error)}. A plan only lists what Score needs.";
        }
    }
}
