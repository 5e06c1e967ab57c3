namespace Workbench.TestPlugins;

[Attribution("plans-tensors", Cite = "Doe 2020, eq. 1")]
public sealed class PlansTensors : FineMap
{
    public override PassRequest Plan(IArchitecture model)
    {
        using var weights = ones(3);
        return base.Plan(model);
    }
}

[Attribution("plans-by-turns", Cite = "Doe 2020, eq. 1")]
public sealed class PlansByTurns : FineMap
{
    private int _turn;

    public override PassRequest Plan(IArchitecture model) => base.Plan(model) with { InputGradient = _turn++ % 2 == 0 };
}

[Attribution("plans-no-layer", Cite = "Doe 2020, eq. 1")]
public sealed class PlansNoLayer : FineMap
{
    public override PassRequest Plan(IArchitecture model) => PassRequest.Create("b6", Tap.Both);
}

public sealed record LayerOptions
{
    [Option("layer that is read")]
    public LayerRef Layer { get; init; } = "b5";
}

[Attribution("takes-any-layer", Cite = "Doe 2020, eq. 1")]
public sealed class TakesAnyLayer(LayerOptions options) : IAttributionMethod
{
    private LayerRef Layer => options.Layer.Name is "b1" or "b2" or "b3" or "b4" ? options.Layer : "b5";

    public PassRequest Plan(IArchitecture model) => PassRequest.Create(Layer, Tap.Gradient);

    public Tensor Attribute(IPass pass) => pass.Gradient(Layer).sum(1, keepdim: true);
}

[Attribution("plan-throws", Cite = "Doe 2020, eq. 1")]
public sealed class PlanThrows : FineMap
{
    public override PassRequest Plan(IArchitecture model) => throw new InvalidOperationException("no plan today");
}

/// <summary>The input gradient under a rule.</summary>
public abstract class Ruled : IAttributionMethod
{
    protected abstract BackwardRule Rule { get; }

    public PassRequest Plan(IArchitecture model) => new() { Rule = Rule, InputGradient = true };

    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

public sealed record ListRule(IReadOnlyList<double> Factors) : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => Factors[0] * step.Vjp(upstream);
}

[Attribution("rule-of-a-list", Cite = "Doe 2020, eq. 1")]
public sealed class RuleOfAList : Ruled
{
    protected override BackwardRule Rule => new ListRule([1.0]);
}

public sealed record TensorRule : BackwardRule
{
    private Tensor? Kept { get; init; }

    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => Kept is null ? step.Vjp(upstream) : Kept * step.Vjp(upstream);
}

[Attribution("rule-of-a-tensor", Cite = "Doe 2020, eq. 1")]
public sealed class RuleOfATensor : Ruled
{
    protected override BackwardRule Rule => new TensorRule();
}

public sealed record NowhereRule : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => false;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Vjp(upstream);
}

[Attribution("rule-for-nothing", Cite = "Doe 2020, eq. 1")]
public sealed class RuleForNothing : Ruled
{
    protected override BackwardRule Rule => new NowhereRule();
}

public sealed record UpstreamRule : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.MaxPool2d;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => upstream;
}

[Attribution("rule-of-another-shape", Cite = "Doe 2020, eq. 1")]
public sealed class RuleOfAnotherShape : Ruled
{
    protected override BackwardRule Rule => new UpstreamRule();
}
