namespace Workbench.TestPlugins;

/// <summary>Multiplies the activation in place.</summary>
[Attribution("writes-into-activation", Cite = "Doe 2020, eq. 1")]
public sealed class WritesIntoActivation : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => PassRequest.Create("b3", Tap.Both);

    public Tensor Attribute(IPass pass) => pass.Activation("b3").mul_(pass.Gradient("b3")).sum(1, keepdim: true);
}

public sealed record WritingRule : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU && layer.Channels == 6;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Input.relu_() * upstream;
}

/// <summary>Its rule writes into a layer's input.</summary>
[Attribution("rule-writes-into-input", Cite = "Doe 2020, eq. 1")]
public sealed class RuleWritesIntoInput : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => new() { Rule = new WritingRule(), InputGradient = true };

    public Tensor Attribute(IPass pass) => pass.InputGradient.sum(1, keepdim: true);
}

/// <summary>Writes into the model's parameters.</summary>
[Attribution("writes-into-bias", Cite = "Doe 2020, eq. 1")]
public sealed class WritesIntoBias : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => new();

    public Tensor Attribute(IPass pass)
    {
        pass.Bias("features.0")!.add_(1);
        return pass.Input.sum(1, keepdim: true);
    }
}
