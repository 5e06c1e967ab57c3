using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Plugins;

namespace Workbench.Engine.Passes;

/// <summary>A method under a metric: one cell of a result table.</summary>
public sealed record Cell(MethodInstance Method, MetricInstance Metric);

/// <summary>A cell that can be computed, with its metric's request.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Request">The metric's request.</param>
public sealed record PlannedCell(Cell Cell, MetricRequest Request)
{
    /// <summary>The maps that the metric reads.</summary>
    internal MapRequest Maps => new(Cell.Method, Request.Targets, Request.States);
}

/// <summary>A cell whose plugin failed while planning.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Reason">Which plugin failed and how.</param>
public sealed record FailedCell(Cell Cell, string Reason);

/// <summary>The fewest passes that serve all requests: one forward per state of the model, and one sweep per distinct rule in it.</summary>
/// <param name="Model">The model.</param>
/// <param name="States">The passes per state, the trained model first if it is needed.</param>
/// <param name="Cells">Cells that will be computed.</param>
/// <param name="FailedCells">Cells whose plugin failed while planning.</param>
public sealed record PassPlan(
    Architecture Model,
    IReadOnlyList<StatePlan> States,
    IReadOnlyList<PlannedCell> Cells,
    IReadOnlyList<FailedCell> FailedCells)
{
    /// <summary>Methods whose plan failed, with the reason. <see cref="FailedCells"/> has the cells of these methods.</summary>
    public IReadOnlyDictionary<MethodInstance, string> FailedMethods { get; init; } = new Dictionary<MethodInstance, string>();

    /// <summary>The plan of each method.</summary>
    internal IReadOnlyDictionary<MethodInstance, MethodPlan> MethodPlans { get; init; } = new Dictionary<MethodInstance, MethodPlan>();

    /// <summary>The methods that will run, each once.</summary>
    public IReadOnlyList<MethodInstance> Methods =>
        [.. States.SelectMany(state => state.Sweeps).SelectMany(sweep => sweep.Methods).Select(planned => planned.Method).Distinct()];

    /// <summary>The plan reduced to some methods and their sweeps.</summary>
    /// <param name="wanted">Whether to keep a method.</param>
    public PassPlan WithMethods(Func<MethodInstance, bool> wanted) => this with
    {
        States = [.. States.Select(state => state with
        {
            Sweeps = [.. state.Sweeps.Select(sweep => sweep with { Methods = [.. sweep.Methods.Where(planned => wanted(planned.Method))] })
                .Where(sweep => sweep.Methods.Count > 0)],
        })],
    };
}

/// <summary>The passes in one state of the model.</summary>
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
/// <param name="Methods">The methods that read it.</param>
public sealed record SweepPlan(
    BackwardRule? Rule, TargetKinds Targets, IReadOnlySet<int> Gradients, bool InputGradient, IReadOnlyList<PlannedMethod> Methods)
{
    /// <summary>
    /// Index of the lowest layer whose output signal is read; −1 for the input, the number of layers if no signal is read.
    /// </summary>
    public int Lowest(int layers) => InputGradient ? LayerInfo.ModelInput : Gradients.Count > 0 ? Gradients.Min() : layers;

    /// <summary>The layers at whose output the sweep has a signal.</summary>
    public SweptLayers Swept(Architecture model) => model.Swept(Gradients, InputGradient);
}

/// <summary>A method in a sweep.</summary>
/// <param name="Method">The method.</param>
/// <param name="Activations">Indices of the layers whose output it may read.</param>
/// <param name="Gradients">Indices of the layers whose gradient it may read.</param>
/// <param name="InputGradient">Whether it may read the signal at the input.</param>
/// <param name="Questions">Other inputs per image that it runs through the model.</param>
public sealed record PlannedMethod(
    MethodInstance Method,
    IReadOnlySet<int> Activations,
    IReadOnlySet<int> Gradients,
    bool InputGradient,
    int Questions = 0);

/// <summary>A grid cannot be planned. Holds every problem, one sentence each.</summary>
public sealed class PlanException(IReadOnlyList<string> problems)
    : WorkbenchException(FailureKind.Usage, string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
