using Workbench.Engine.Plugins;

namespace Workbench.Conformance.Metrics;

/// <summary>The plan asks for classes and states that exist, is the same each time and makes no tensor.</summary>
internal sealed class PlanCheck : IPluginCheck
{
    public string Name => "plan";

    public bool IsPrerequisite => true;

    public IEnumerable<string> ProblemsOf(PluginUnderTest plugin)
    {
        if (ProblemOf(plugin) is { } problem) yield return problem;
    }

    private static string? ProblemOf(PluginUnderTest plugin)
    {
        try
        {
            var metric = plugin.Metric();
            var (first, tensors) = plugin.Plan(metric);
            if (first is null) return "Plan returned null: return a MetricRequest with its Targets.";
            if (tensors > 0) return $"Plan made {tensors} tensors: it is data, asked for before any pass. Make tensors in Score.";
            if (first.Targets == TargetKinds.None) return "Plan asks for no class: set Targets, for example TargetKinds.PresentClasses.";
            if (first.States.Count == 0) return "Plan asks for no state of the model: leave States as it is for the trained model alone.";
            if (first.States.Select(state => state.Id).Distinct(StringComparer.Ordinal).Count() < first.States.Count)
                return "Two states of the plan have the same Id, which names them in rows: give each its own.";
            foreach (var state in first.States)
                if (state.RandomiseFrom is { } from) _ = plugin.Trial.Model.Card[from];   // throws, naming it
            var (second, _) = plugin.Plan(metric);
            return first.Targets == second.Targets && first.Needs == second.Needs && first.States.SequenceEqual(second.States)
                ? null
                : "Plan gave two answers to the same question: it may depend on the options and the model alone. Keep no counter, clock or random draw in it.";
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PluginHungException))
        {
            return error is UnknownLayerException
                ? $"Plan names a layer that the model does not have: {error.Message} Take layers from model.Layers."
                : $"Plan threw {PluginUnderTest.Describe(error)}. A plan only says what Score needs.";
        }
    }
}
