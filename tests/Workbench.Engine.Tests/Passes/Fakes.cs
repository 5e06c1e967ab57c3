using System.Runtime.InteropServices;
using Workbench.Engine.Plugins;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Passes;

/// <summary>A method for tests, made of its plan and its map.</summary>
internal sealed class FakeMethod(Func<IArchitecture, PassRequest> plan, Func<IPass, Tensor>? attribute = null) : IAttributionMethod
{
    public PassRequest Plan(IArchitecture model) => plan(model);

    public Tensor Attribute(IPass pass) => (attribute ?? throw new NotSupportedException("never run"))(pass);

    public static MethodInstance Create(string name, PassRequest request, Func<IPass, Tensor>? attribute = null) =>
        Create(name, _ => request, attribute);

    public static MethodInstance Create(string name, Func<IArchitecture, PassRequest> plan, Func<IPass, Tensor>? attribute = null) =>
        new(
            new PluginCall(name),
            new PluginDescriptor(name, PluginKind.Method, "a test", false, [], "Fake.dll", ""),
            new FakeMethod(plan, attribute));

    /// <summary>GradCAM without ReLU: a map that depends on image, layer and target.</summary>
    public static MethodInstance Cam(string name, LayerRef layer) => Create(name, PassRequest.Create(layer, Tap.Both), pass =>
        (pass.Gradient(layer).mean([2, 3], keepdim: true) * pass.Activation(layer)).sum(1, keepdim: true));

    /// <summary>The signal at the input, summed over channels.</summary>
    public static MethodInstance InputSum(string name, BackwardRule? rule = null) =>
        Create(name, new PassRequest { InputGradient = true, Rule = rule }, pass => pass.InputGradient.sum(1, keepdim: true));
}

/// <summary>A metric for tests, made of its plan. It scores nothing.</summary>
internal sealed class FakeMetric(Func<IArchitecture, MetricRequest> plan) : IMetric
{
    public MetricRequest Plan(IArchitecture model) => plan(model);

    public SampleScore Score(ISampleMaps maps) => new([], []);

    public MetricScore Summarise(IReadOnlyList<MetricRow> rows, IArchitecture model) => new(double.NaN, new Dictionary<string, double>());

    public static MetricInstance Create(string name, TargetKinds targets, Annotation needs = Annotation.None, params ModelState[] states) =>
        Create(name, _ => new MetricRequest { Targets = targets, Needs = needs, States = states is [] ? [ModelState.Trained] : states });

    public static MetricInstance Create(string name, Func<IArchitecture, MetricRequest> plan) =>
        new(new PluginCall(name), new PluginDescriptor(name, PluginKind.Metric, "a test", false, [], "Fake.dll", ""), new FakeMetric(plan));
}

/// <summary>The gradient, by a rule that has a parameter without effect and reads every tensor that a rule may read.</summary>
internal sealed record ReadingRule(double Parameter = 0) : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => true;

    public override Tensor Propagate(ILayerStep step, Tensor upstream)
    {
        if (step.Input.shape[0] != upstream.shape[0] || step.Output.shape[0] != upstream.shape[0])
            throw new InvalidOperationException("rows differ");
        return step.Vjp(upstream);
    }
}

/// <summary>A rule for layers that VGG does not have.</summary>
internal sealed record NowhereRule : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => false;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => upstream;
}

/// <summary>Guided backpropagation: at a ReLU, negative signals do not pass.</summary>
internal sealed record GuidedRule : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => step.Vjp(upstream.relu());
}

/// <summary>Passes the signal on unchanged at ReLUs, and starts from the logit.</summary>
internal sealed record PassThroughRule : BackwardRule
{
    public override Tensor Start(Tensor logits, Tensor oneHot) => logits * oneHot;

    public override bool AppliesTo(LayerInfo layer) => layer.Kind == LayerKind.ReLU;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) => upstream;
}

/// <summary>Throws, or returns the wrong shape, at one layer.</summary>
internal sealed record BrokenRule(string Layer, bool Throws) : BackwardRule
{
    public override bool AppliesTo(LayerInfo layer) => layer.Name == Layer;

    public override Tensor Propagate(ILayerStep step, Tensor upstream) =>
        Throws ? throw new ArithmeticException("the rule broke") : upstream[.., ..1];
}

/// <summary>The kind of exception that TorchSharp throws for libtorch's errors.</summary>
internal sealed class LibtorchException(string text) : ExternalException(text);
