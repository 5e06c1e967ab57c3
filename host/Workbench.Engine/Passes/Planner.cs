using Workbench.Engine.Model;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>Merges the requests of all cells into the fewest passes. Planning creates no tensors.</summary>
public static class Planner
{
    /// <summary>Plans a grid: the maps that the cells' metrics read.</summary>
    /// <param name="cells">The cells. A method may appear under several metrics.</param>
    /// <param name="model">The model.</param>
    /// <param name="annotations">The annotations that the data set has.</param>
    /// <exception cref="PlanException">
    /// A layer does not exist, a rule matches no layer, or the data lacks annotations that a metric needs. The message has all problems.
    /// </exception>
    public static PassPlan Plan(IReadOnlyList<Cell> cells, Architecture model, Annotation annotations) =>
        Plan(cells, [], model, annotations);

    /// <summary>Plans maps without a metric.</summary>
    /// <param name="requests">The maps.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="PlanException">A layer does not exist, or a rule matches no layer. The message has all problems.</exception>
    public static PassPlan Plan(IReadOnlyList<MapRequest> requests, Architecture model) => Plan([], requests, model, Annotation.None);

    /// <summary>Plans a grid and further maps, such as a figure's. Passes that both need are computed once.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="requests">The maps.</param>
    /// <param name="model">The model.</param>
    /// <param name="annotations">The annotations that the data set has.</param>
    /// <exception cref="PlanException">
    /// A layer does not exist, a rule matches no layer, or the data lacks annotations that a metric needs. The message has all problems.
    /// </exception>
    public static PassPlan Plan(IReadOnlyList<Cell> cells, IReadOnlyList<MapRequest> requests, Architecture model, Annotation annotations)
    {
        var answers = new PlanCollector(model);
        answers.Ask(cells.Select(cell => cell.Method).Concat(requests.Select(request => request.Method)));
        answers.Ask(cells.Select(cell => cell.Metric), annotations);
        answers.ThrowIfWrong();
        var (planned, failed) = (new List<PlannedCell>(), new List<FailedCell>());
        foreach (var cell in cells)
        {
            if ((answers.Failures.GetValueOrDefault(cell.Method) ?? answers.Failures.GetValueOrDefault(cell.Metric)) is { } reason)
                failed.Add(new(cell, reason));
            else planned.Add(new(cell, answers.Metrics[cell.Metric]));
        }
        var plan = new PassPlan(model, [], planned, failed)
        {
            MethodPlans = answers.Methods,
            FailedMethods = answers
                .Failures.Where(failure => failure.Key is MethodInstance)
                .ToDictionary(failure => (MethodInstance)failure.Key, failure => failure.Value),
        };
        return WithStates(plan, planned, requests);
    }

    /// <summary>The passes for a part of a plan. Plugins are not asked again.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cells">Cells of the plan.</param>
    /// <param name="requests">Maps whose methods are in the plan; null for none.</param>
    internal static PassPlan PlanPart(PassPlan plan, IReadOnlySet<Cell> cells, IReadOnlyList<MapRequest>? requests = null) =>
        WithStates(plan, [.. plan.Cells.Where(cell => cells.Contains(cell.Cell))], requests ?? []);

    private static PassPlan WithStates(PassPlan plan, IReadOnlyList<PlannedCell> cells, IReadOnlyList<MapRequest> requests)
    {
        var maps = cells.Select(cell => cell.Maps).Concat(requests.Where(request => plan.MethodPlans.ContainsKey(request.Method)));
        return plan with { States = States([.. maps], plan.MethodPlans, plan.Model), Cells = cells };
    }

    private static List<StatePlan> States(
        IReadOnlyList<MapRequest> requests,
        IReadOnlyDictionary<MethodInstance, MethodPlan> methods,
        Architecture model) =>
        [
            .. requests
                .SelectMany(request => request.States)
                .Distinct()
                .OrderBy(state => state.RandomiseFrom is not null)
                .Select(state => PlanState(state, requests, methods, model)),
        ];

    private static StatePlan PlanState(
        ModelState state,
        IReadOnlyList<MapRequest> requests,
        IReadOnlyDictionary<MethodInstance, MethodPlan> wanted,
        Architecture model)
    {
        var sweeps = requests
            .Where(request => request.States.Contains(state))
            .GroupBy(request => wanted[request.Method].Rule)
            .Select(group =>
        {
            var methods = group.Select(request => wanted[request.Method].Method).Distinct().ToList();
            return new SweepPlan(
                group.Key,
                group.Aggregate(TargetKinds.None, (kinds, request) => kinds | request.Targets),
                methods.SelectMany(method => method.Gradients).ToHashSet(),
                methods.Any(method => method.InputGradient),
                methods);
        }).ToList();
        return new StatePlan(state, state.RandomiseFrom is { } from ? model[from].Index : 0, KeptLayers(sweeps, model), sweeps);
    }

    private static HashSet<int> KeptLayers(IReadOnlyList<SweepPlan> sweeps, Architecture model)
    {
        var keep = sweeps.SelectMany(sweep => sweep.Methods).SelectMany(method => method.Activations).ToHashSet();
        foreach (var sweep in sweeps) keep.UnionWith(model.OutputsReadBySweep(sweep.Rule, sweep.Swept(model)));
        return keep;
    }
}
