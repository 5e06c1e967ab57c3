using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>
/// Asks methods and metrics for their plans, each once. A plugin that fails is left out. An invalid plan is added to the problems.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class PlanCollector(Architecture model)
{
    private readonly List<ResolvedRule> _rules = [];

    /// <summary>Faults of the plans, one sentence each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Methods and metrics that failed, with the reason.</summary>
    public Dictionary<object, string> Failures { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The plan of each method.</summary>
    public Dictionary<MethodInstance, MethodPlan> Methods { get; } = [];

    /// <summary>The request of each metric.</summary>
    public Dictionary<MetricInstance, MetricRequest> Metrics { get; } = [];

    /// <summary>Asks methods in order, as methods with equal rules share the rule of the first one.</summary>
    public void Ask(IEnumerable<MethodInstance> methods)
    {
        foreach (var method in methods.Distinct())
        {
            ResolvedRule[] known = [.. _rules];   // a copy, as a call that timed out may still read it
            if (Ask(method, method.Name, () => PlanReader.ReadMethod(method, model, known)) is not { } plan) continue;
            Methods[method] = plan;
            if (plan.Rule is not null && !_rules.Contains(plan.Rule)) _rules.Add(plan.Rule);
        }
    }

    /// <param name="metrics">The metrics.</param>
    /// <param name="annotations">The annotations that the data set has.</param>
    public void Ask(IEnumerable<MetricInstance> metrics, Annotation annotations)
    {
        foreach (var metric in metrics.Distinct())
        {
            if (Ask(metric, metric.Name, () => PlanReader.ReadMetric(metric, model)) is not { } request) continue;
            Metrics[metric] = request;
            if (Lacks(request, annotations) is { } needs)
                Problems.Add($"{metric.Name} needs {needs}, which the subject's data does not have.");
        }
    }

    /// <exception cref="PlanException">There are problems. The message has all of them.</exception>
    public void ThrowIfWrong()
    {
        if (Problems.Count > 0) throw new PlanException(Problems);
    }

    private T? Ask<T>(object plugin, string name, Func<PlanResult<T>> plan) where T : class
    {
        try
        {
            var answer = PluginClock.CallOnce(PluginClock.BriefLimit, plugin, () => PluginGuard.Call(null, plugin, plan));
            if (answer.Unsupported is { } why) Failures[plugin] = $"{name} does not fit the model: {why}.";
            Problems.AddRange(answer.Problems.Select(problem => $"{name}: {problem}"));
            return answer.Plan;
        }
        catch (PluginHungException error)
        {
            Failures[plugin] = $"{name} did not finish its plan within {error.Limit.TotalSeconds:0.###} s.";
        }
        catch (Exception error) when (error is PluginFaultException or PluginOutOfMemoryException)
        {
            // A plugin's fault affects only its own cells.
            Failures[plugin] = error switch
            {
                PluginFaultException { PluginException: { } thrown } => $"{name} threw while it planned: {thrown.Type}: {thrown.Said}",
                PluginFaultException => $"{name}: {error.Message} while it planned.",
                _ => $"{name} ran out of memory while it planned: {error.Message}",
            };
        }
        return null;
    }

    // Boxes and masks imply labels.
    private static string? Lacks(MetricRequest request, Annotation annotations)
    {
        if (annotations != Annotation.None) annotations |= Annotation.Labels;
        var lacks = request.Needs & ~annotations & (Annotation.Boxes | Annotation.Masks | Annotation.Labels);
        return lacks == Annotation.None ? null : lacks.ToString().ToLowerInvariant();
    }
}
