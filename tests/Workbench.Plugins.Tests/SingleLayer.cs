using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Plugins.Tests;

/// <summary>A single layer at the end of a chain, for tests of one rule. Autograd computes its vector–Jacobian product.</summary>
internal sealed class SingleLayer : ILayerStep
{
    private static readonly InputRange s_range = new(-3, 3);   // the peer's box for a single layer
    private readonly Func<Tensor, Tensor?, Tensor?, Tensor> _forward;

    private SingleLayer(
        int index,
        LayerKind kind,
        Func<Tensor, Tensor?, Tensor?, Tensor> forward,
        Tensor? weight,
        Tensor? bias,
        Tensor input)
    {
        (_forward, Weight, Bias, Input, Output) = (forward, weight, bias, input, forward(input, weight, bias));
        Layer = new LayerInfo(index, $"layer{index}", null, kind, (int)Output.shape[1], bias is not null);
        LayerInfo[] below = [.. Enumerable.Range(0, index).Select(i => new LayerInfo(i, $"layer{i}", null, LayerKind.ReLU, 3, false))];
        Model = new Architecture([.. below, Layer], 4, ModelVariant.Torchvision) { InputRanges = [s_range, s_range, s_range] };
    }

    public LayerInfo Layer { get; }
    public IArchitecture Model { get; }
    public Tensor Input { get; }
    public IReadOnlyList<Tensor> Inputs => [Input];
    public Tensor Output { get; }
    public Tensor? Weight { get; }
    public Tensor? PositiveWeight => Weight?.clamp_min(0);
    public Tensor? Bias { get; }

    /// <summary>A 3×3 convolution with padding 1.</summary>
    public static SingleLayer Convolution(int index, Tensor weight, Tensor bias, Tensor input) =>
        new(index, LayerKind.Conv2d, (x, w, b) => nn.functional.conv2d(x, w!, b, padding: [1, 1]), weight, bias, input);

    /// <summary>A 2×2 max-pool.</summary>
    public static SingleLayer MaxPool(Tensor input) =>
        new(1, LayerKind.MaxPool2d, (x, _, _) => nn.functional.max_pool2d(x, [2, 2]), null, null, input);

    public Tensor Forward(Tensor input, Tensor? weight, Tensor? bias) => _forward(input, weight, bias);

    public Tensor PerImage(Func<Tensor, Tensor, Tensor> compute) => compute(Input, Output);

    public Tensor PerImageOfInputs(Func<IReadOnlyList<Tensor>, Tensor, Tensor> compute) => compute(Inputs, Output);

    public Tensor VjpTo(int input, Tensor upstream) => Vjp(upstream);

    public Tensor Vjp(Tensor upstream, Tensor? weight = null)
    {
        var at = Input.detach().clone().requires_grad_();
        return autograd.grad([Forward(at, weight ?? Weight, Bias)], [at], [upstream])[0];
    }
}
