using Workbench.Engine.Model;
using Workbench.Engine.Native;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>Unions what all cells declare into the fewest passes. No tensor exists before it has returned.</summary>
public static class Planner
{
    /// <summary>Plans a grid.</summary>
    /// <param name="cells">The cells; a method may stand under several metrics.</param>
    /// <param name="card">The model.</param>
    /// <param name="annotations">What the data set knows of its images.</param>
    /// <exception cref="PlanException">A layer does not exist, a rule matches no layer, or the data lacks what a metric needs: all of it in one message.</exception>
    public static PassPlan Plan(IReadOnlyList<Cell> cells, ModelCard card, Annotation annotations)
    {
        var (problems, failures, rules) = (new List<string>(), new Dictionary<object, string>(), new List<SettledRule>());
        var (methods, metrics) = (new Dictionary<MethodInstance, Wanted>(), new Dictionary<MetricInstance, MetricRequest>());
        foreach (var method in cells.Select(cell => cell.Method).Distinct())
        {
            SettledRule[] known = [.. rules];   // a call that is left behind reads its own
            if (Ask(method, method.Name, () => PlanReading.OfMethod(method, card, known)) is not { } plan) continue;
            methods[method] = plan;
            if (plan.Rule is not null && !rules.Contains(plan.Rule)) rules.Add(plan.Rule);
        }
        foreach (var metric in cells.Select(cell => cell.Metric).Distinct())
        {
            if (Ask(metric, metric.Name, () => PlanReading.OfMetric(metric, card)) is not { } request) continue;
            metrics[metric] = request;
            if (Lacks(request, annotations) is { } needs) problems.Add($"{metric.Name} needs {needs}, which the subject's data does not have.");
        }
        if (problems.Count > 0) throw new PlanException(problems);

        var planned = new List<PlannedCell>();
        var failed = new List<FailedCell>();
        foreach (var cell in cells)
        {
            if ((failures.GetValueOrDefault(cell.Method) ?? failures.GetValueOrDefault(cell.Metric)) is { } reason) failed.Add(new(cell, reason));
            else planned.Add(new(cell, metrics[cell.Metric]));
        }
        return new PassPlan(card, States(planned, methods, card), planned, failed) { Wanted = methods };

        T? Ask<T>(object plugin, string name, Func<Answer<T>> plan) where T : class
        {
            try
            {
                var answer = PluginClock.CallOnce(PluginClock.BriefLimit, plugin, () => PluginGuard.Call(null, plugin, plan));
                problems.AddRange(answer.Problems.Select(problem => $"{name}: {problem}"));
                return answer.Plan;
            }
            catch (PluginHungException error)
            {
                failures[plugin] = $"{name} did not finish its plan within {error.Limit.TotalSeconds:0.###} s.";
            }
            catch (Exception error) when (error is PluginFaultException or MemoryShortException)
            {
                // A plugin's fault is its cells' alone.
                failures[plugin] = error switch
                {
                    PluginFaultException { Thrown: { } thrown } => $"{name} threw while it planned: {thrown.Type}: {thrown.Said}",
                    PluginFaultException => $"{name}: {error.Message} while it planned.",
                    _ => $"{name} ran out of memory while it planned: {error.Message}",
                };
            }
            return null;
        }
    }

    /// <summary>The passes for some cells of a plan: nobody is asked again, and answers as before.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cells">Cells of it.</param>
    internal static PassPlan Part(PassPlan plan, IReadOnlySet<Cell> cells)
    {
        var planned = plan.Cells.Where(cell => cells.Contains(cell.Cell)).ToList();
        return plan with { States = States(planned, plan.Wanted, plan.Card), Cells = planned };
    }

    private static List<StatePlan> States(IReadOnlyList<PlannedCell> planned, IReadOnlyDictionary<MethodInstance, Wanted> methods, ModelCard card) =>
        [.. planned.SelectMany(cell => cell.Request.States).Distinct().OrderBy(state => state.RandomiseFrom is not null).Select(state => PlanState(state, planned, method => methods[method], card))];

    // Whoever knows where objects are knows which classes there are.
    private static string? Lacks(MetricRequest request, Annotation annotations)
    {
        if (annotations != Annotation.None) annotations |= Annotation.Labels;
        var lacks = request.Needs & ~annotations & (Annotation.Boxes | Annotation.Masks | Annotation.Labels);
        return lacks == Annotation.None ? null : lacks.ToString().ToLowerInvariant();
    }

    private static StatePlan PlanState(ModelState state, IReadOnlyList<PlannedCell> cells, Func<MethodInstance, Wanted> wanted, ModelCard card)
    {
        var here = cells.Where(cell => cell.Request.States.Contains(state)).ToList();
        var sweeps = here.GroupBy(cell => wanted(cell.Cell.Method).Rule).Select(group =>
        {
            var methods = group.Select(cell => wanted(cell.Cell.Method).Method).Distinct().ToList();
            return new SweepPlan(
                group.Key,
                group.Aggregate(TargetKinds.None, (kinds, cell) => kinds | cell.Request.Targets),
                methods.SelectMany(method => method.Gradients).ToHashSet(),
                methods.Any(method => method.InputGradient),
                methods);
        }).ToList();
        return new StatePlan(state, state.RandomiseFrom is { } from ? card[from].Index : 0, Kept(sweeps, card), sweeps);
    }

    private static HashSet<int> Kept(IReadOnlyList<SweepPlan> sweeps, ModelCard card)
    {
        var keep = sweeps.SelectMany(sweep => sweep.Methods).SelectMany(method => method.Activations).ToHashSet();
        foreach (var sweep in sweeps) keep.UnionWith(card.KeptFor(sweep.Rule, sweep.Lowest(card.Layers.Count)));
        return keep;
    }
}
