using Workbench.Engine.Model;
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
        var problems = new List<string>();
        var failures = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        var requests = new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
        foreach (var method in cells.Select(cell => cell.Method).Distinct())
            Ask(method, method.Name, () => Resolve(method, PluginClock.CallOnce(PluginClock.BriefLimit, method, () => method.Method.Plan(card)), card, problems));
        foreach (var metric in cells.Select(cell => cell.Metric).Distinct())
            Ask(metric, metric.Name, () => Check(metric, PluginClock.CallOnce(PluginClock.BriefLimit, metric, () => metric.Metric.Plan(card)), card, annotations, problems));
        if (problems.Count > 0) throw new PlanException(problems);

        var planned = new List<PlannedCell>();
        var failed = new List<FailedCell>();
        foreach (var cell in cells)
        {
            if ((failures.GetValueOrDefault(cell.Method) ?? failures.GetValueOrDefault(cell.Metric)) is { } reason) failed.Add(new(cell, reason));
            else planned.Add(new(cell, (MetricRequest)requests[cell.Metric]));
        }
        var states = planned.SelectMany(cell => cell.Request.States).Distinct()
            .OrderBy(state => state.RandomiseFrom is not null)
            .Select(state => PlanState(state, planned, method => (Wanted)requests[method], card));
        return new PassPlan(card, [.. states], planned, failed);

        void Ask(object plugin, string name, Func<object> plan)
        {
            try
            {
                requests[plugin] = plan();
            }
            catch (UnknownLayerException error)
            {
                problems.Add($"{name}: {error.Message}");
            }
            catch (PluginHungException error)
            {
                failures[plugin] = $"{name} did not finish its plan within {error.Limit.TotalSeconds:0.###} s.";
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failures[plugin] = $"{name} threw while it planned: {error.GetType().Name}: {error.Message}";   // a plugin's fault is its cells' alone
            }
        }
    }

    private sealed record Wanted(PlannedMethod Method, BackwardRule? Rule);

    private static Wanted Resolve(MethodInstance method, PassRequest request, ModelCard card, List<string> problems)
    {
        HashSet<int> activations = [], gradients = [];
        foreach (var (layer, tap) in request.Taps)
        {
            try
            {
                var index = card[layer].Index;
                if (tap.HasFlag(Tap.Activation)) activations.Add(index);
                if (tap.HasFlag(Tap.Gradient)) gradients.Add(index);
            }
            catch (UnknownLayerException error)
            {
                problems.Add($"{method.Name}: {error.Message}");
            }
        }
        if (request.Rule is { } rule && !card.Layers.Any(rule.AppliesTo)) problems.Add($"{method.Name}: its rule {rule} applies to no layer of the model.");
        return new Wanted(new PlannedMethod(method, activations, gradients, request.InputGradient, request.Questions), request.Rule);
    }

    private static MetricRequest Check(MetricInstance metric, MetricRequest request, ModelCard card, Annotation annotations, List<string> problems)
    {
        // Whoever knows where objects are knows which classes there are.
        if (annotations != Annotation.None) annotations |= Annotation.Labels;
        if ((request.Needs & ~annotations) != Annotation.None) problems.Add($"{metric.Name} needs {(request.Needs & ~annotations).ToString().ToLowerInvariant()}, which the subject's data does not have.");
        foreach (var state in request.States)
            if (state.RandomiseFrom is { } from) _ = card[from];
        return request;
    }

    private static StatePlan PlanState(ModelState state, IReadOnlyList<PlannedCell> cells, Func<MethodInstance, Wanted> wanted, ModelCard card)
    {
        var here = cells.Where(cell => cell.Request.States.Contains(state)).ToList();
        var sweeps = here.GroupBy(cell => wanted(cell.Cell.Method).Rule, RuleComparer.Instance).Select(group =>
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

    // A null key is a rule of its own: the plain gradient.
    private sealed class RuleComparer : IEqualityComparer<BackwardRule?>
    {
        public static RuleComparer Instance { get; } = new();
        public bool Equals(BackwardRule? a, BackwardRule? b) => object.Equals(a, b);
        public int GetHashCode(BackwardRule? rule) => rule?.GetHashCode() ?? 0;
    }
}
