using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>A method under a metric: one cell of a table.</summary>
/// <param name="Method">The method.</param>
/// <param name="Metric">The metric.</param>
public sealed record Cell(MethodInstance Method, MetricInstance Metric);

/// <summary>A cell that can be computed, with what its metric asked for.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Request">The metric's request.</param>
public sealed record PlannedCell(Cell Cell, MetricRequest Request)
{
    /// <summary>The maps that the metric reads.</summary>
    internal MapRequest Maps => new(Cell.Method, Request.Targets, Request.States);
}

/// <summary>A cell whose plugin failed while it planned.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Reason">Which plugin failed and how.</param>
public sealed record FailedCell(Cell Cell, string Reason);

/// <summary>The fewest passes that serve all that is asked for: per state of the model one forward, and per distinct rule one sweep.</summary>
/// <param name="Card">The model.</param>
/// <param name="States">The trained model first, where it is needed.</param>
/// <param name="Cells">Cells that will be computed.</param>
/// <param name="Failed">Cells whose plugin failed while it planned.</param>
public sealed record PassPlan(
    ModelCard Card,
    IReadOnlyList<StatePlan> States,
    IReadOnlyList<PlannedCell> Cells,
    IReadOnlyList<FailedCell> Failed)
{
    /// <summary>Methods whose plan failed, and how; of a grid, <see cref="Failed"/> has their cells.</summary>
    public IReadOnlyDictionary<MethodInstance, string> Unplanned { get; init; } = new Dictionary<MethodInstance, string>();

    /// <summary>What each method's plan came to.</summary>
    internal IReadOnlyDictionary<MethodInstance, Wanted> Wanted { get; init; } = new Dictionary<MethodInstance, Wanted>();

    /// <summary>The methods that are run, each once.</summary>
    public IReadOnlyList<MethodInstance> Methods =>
        [.. States.SelectMany(state => state.Sweeps).SelectMany(sweep => sweep.Methods).Select(planned => planned.Method).Distinct()];

    /// <summary>The plan with the sweeps and methods that remain when only some methods are wanted.</summary>
    /// <param name="wanted">Whether a method is.</param>
    public PassPlan Only(Func<MethodInstance, bool> wanted) => this with
    {
        States = [.. States.Select(state => state with
        {
            Sweeps = [.. state.Sweeps.Select(sweep => sweep with { Methods = [.. sweep.Methods.Where(planned => wanted(planned.Method))] })
                .Where(sweep => sweep.Methods.Count > 0)],
        })],
    };
}

/// <summary>What runs in one state of the model.</summary>
/// <param name="State">The state.</param>
/// <param name="From">Index of the lowest layer that differs from the trained model; 0 for the trained one.</param>
/// <param name="Keep">Indices of the layers whose output is read after the forward pass.</param>
/// <param name="Sweeps">Sweeps, one per distinct rule.</param>
public sealed record StatePlan(ModelState State, int From, IReadOnlySet<int> Keep, IReadOnlyList<SweepPlan> Sweeps);

/// <summary>One sweep, for all methods whose rules are equal.</summary>
/// <param name="Rule">The rule, or null for the gradient.</param>
/// <param name="Targets">Which classes of each image.</param>
/// <param name="Gradients">Indices of the layers at whose output the signal is read.</param>
/// <param name="InputGradient">Whether the signal at the input is read.</param>
/// <param name="Methods">Who reads it.</param>
public sealed record SweepPlan(
    BackwardRule? Rule, TargetKinds Targets, IReadOnlySet<int> Gradients, bool InputGradient, IReadOnlyList<PlannedMethod> Methods)
{
    /// <summary>Index of the lowest layer that the sweep enters from above; −1 for the input; the number of layers where nothing is read.</summary>
    public int Lowest(int layers) => InputGradient ? -1 : Gradients.Count > 0 ? Gradients.Min() : layers;
}

/// <summary>A method in a sweep.</summary>
/// <param name="Method">The method.</param>
/// <param name="Activations">Indices of the layers whose output it may read.</param>
/// <param name="Gradients">Indices of the layers whose gradient it may read.</param>
/// <param name="InputGradient">Whether it may read the signal at the input.</param>
/// <param name="Questions">Other inputs per image that it asks the model about.</param>
public sealed record PlannedMethod(
    MethodInstance Method,
    IReadOnlySet<int> Activations,
    IReadOnlySet<int> Gradients,
    bool InputGradient,
    int Questions = 0);

/// <summary>A grid cannot be planned: every problem, one sentence each.</summary>
public sealed class PlanException(IReadOnlyList<string> problems)
    : WorkbenchException(FailureKind.Usage, string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence per problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
