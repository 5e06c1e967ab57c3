using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>Asks methods and metrics for their plans, each once. A plugin that fails is left out; what is wrong with an answer is a problem of whoever asked for it.</summary>
/// <param name="card">The model.</param>
internal sealed class PlanAnswers(ModelCard card)
{
    private readonly List<SettledRule> _rules = [];

    /// <summary>What is wrong with the answers, one sentence each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Methods and metrics that failed, and how.</summary>
    public Dictionary<object, string> Failures { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What each method reads.</summary>
    public Dictionary<MethodInstance, Wanted> Methods { get; } = [];

    /// <summary>What each metric asks for.</summary>
    public Dictionary<MetricInstance, MetricRequest> Metrics { get; } = [];

    /// <summary>Asks methods, in order: the rule of one may be that of another before it.</summary>
    public void Ask(IEnumerable<MethodInstance> methods)
    {
        foreach (var method in methods.Distinct())
        {
            SettledRule[] known = [.. _rules];   // a call that is left behind reads its own
            if (Ask(method, method.Name, () => PlanReading.OfMethod(method, card, known)) is not { } plan) continue;
            Methods[method] = plan;
            if (plan.Rule is not null && !_rules.Contains(plan.Rule)) _rules.Add(plan.Rule);
        }
    }

    /// <summary>Asks metrics.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="annotations">What the data set knows of its images.</param>
    public void Ask(IEnumerable<MetricInstance> metrics, Annotation annotations)
    {
        foreach (var metric in metrics.Distinct())
        {
            if (Ask(metric, metric.Name, () => PlanReading.OfMetric(metric, card)) is not { } request) continue;
            Metrics[metric] = request;
            if (Lacks(request, annotations) is { } needs)
                Problems.Add($"{metric.Name} needs {needs}, which the subject's data does not have.");
        }
    }

    /// <summary>Throws where there are problems.</summary>
    /// <exception cref="PlanException">All of them in one message.</exception>
    public void ThrowIfWrong()
    {
        if (Problems.Count > 0) throw new PlanException(Problems);
    }

    private T? Ask<T>(object plugin, string name, Func<Answer<T>> plan) where T : class
    {
        try
        {
            var answer = PluginClock.CallOnce(PluginClock.BriefLimit, plugin, () => PluginGuard.Call(null, plugin, plan));
            Problems.AddRange(answer.Problems.Select(problem => $"{name}: {problem}"));
            return answer.Plan;
        }
        catch (PluginHungException error)
        {
            Failures[plugin] = $"{name} did not finish its plan within {error.Limit.TotalSeconds:0.###} s.";
        }
        catch (Exception error) when (error is PluginFaultException or MemoryShortException)
        {
            // A plugin's fault is its cells' alone.
            Failures[plugin] = error switch
            {
                PluginFaultException { Thrown: { } thrown } => $"{name} threw while it planned: {thrown.Type}: {thrown.Said}",
                PluginFaultException => $"{name}: {error.Message} while it planned.",
                _ => $"{name} ran out of memory while it planned: {error.Message}",
            };
        }
        return null;
    }

    // Whoever knows where objects are knows which classes there are.
    private static string? Lacks(MetricRequest request, Annotation annotations)
    {
        if (annotations != Annotation.None) annotations |= Annotation.Labels;
        var lacks = request.Needs & ~annotations & (Annotation.Boxes | Annotation.Masks | Annotation.Labels);
        return lacks == Annotation.None ? null : lacks.ToString().ToLowerInvariant();
    }
}
