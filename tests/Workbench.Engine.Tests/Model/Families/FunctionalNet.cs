using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>
/// Modules as plain calls of libtorch, for networks that are written out by hand. A parameter is drawn when it is first used, so one call
/// of a network also makes its state dictionary.
/// </summary>
internal sealed class FunctionalNet(ScalarType dtype, ulong seed = 1) : IDisposable
{
    private readonly Generator _random = new(seed, CPU);

    /// <summary>Parameters and running statistics by torchvision's names.</summary>
    public Dictionary<string, Tensor> State { get; } = [];

    /// <summary>The ε of batch normalisation.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Number of parameters; running statistics do not count.</summary>
    public long Parameters => State.Where(pair => !pair.Key.Contains("running_", StringComparison.Ordinal)).Sum(pair => pair.Value.numel());

    /// <summary>Convolution that keeps the size at stride 1.</summary>
    public Tensor Conv(Tensor x, string name, long outputs, long kernel, long stride = 1, long groups = 1, bool bias = false)
    {
        var own = x.shape[1] / groups;
        var weight = Draw($"{name}.weight", [outputs, own, kernel, kernel], Math.Sqrt(1.0 / (own * kernel * kernel)));
        var border = (kernel - 1) / 2;
        return functional.conv2d(
            x, weight, bias ? Draw($"{name}.bias", [outputs], 0.2) : null, [stride, stride], [border, border], groups: groups);
    }

    /// <summary>Batch normalisation by its running statistics.</summary>
    public Tensor Norm(Tensor x, string name)
    {
        long[] shape = [x.shape[1]];
        return functional.batch_norm(
            x, Draw($"{name}.running_mean", shape, 0.2), Draw($"{name}.running_var", shape, 0.1, 0.6),
            Draw($"{name}.weight", shape, 0.1, 1), Draw($"{name}.bias", shape, 0.2), training: false, eps: Epsilon);
    }

    /// <summary>A convolution <c>NAME.0</c> and its batch normalisation <c>NAME.1</c>.</summary>
    public Tensor ConvNorm(Tensor x, string name, long outputs, long kernel, long stride = 1, long groups = 1) =>
        Norm(Conv(x, $"{name}.0", outputs, kernel, stride, groups), $"{name}.1");

    /// <summary>Every channel times a gate.</summary>
    public Tensor Squeeze(Tensor x, string name, long width, Func<Tensor, Tensor> activation, Func<Tensor, Tensor> scale)
    {
        var gate = activation(Conv(x.mean([2, 3], keepdim: true), $"{name}.fc1", width, 1, bias: true));
        return scale(Conv(gate, $"{name}.fc2", x.shape[1], 1, bias: true)) * x;
    }

    /// <summary>Fully connected layer.</summary>
    public Tensor Linear(Tensor x, string name, long outputs) => functional.linear(
        x, Draw($"{name}.weight", [outputs, x.shape[1]], Math.Sqrt(2.0 / x.shape[1])), Draw($"{name}.bias", [outputs], 0.2));

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in State.Values) tensor.Dispose();
        _random.Dispose();
    }

    // Positive for a mean of 0.6 and a deviation of 0.1, as variances are.
    private Tensor Draw(string name, long[] shape, double deviation, double mean = 0)
    {
        if (State.TryGetValue(name, out var drawn)) return drawn;
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var noise = randn(shape, ScalarType.Float64, CPU, generator: _random).clamp(-4, 4) * deviation + mean;
        return State[name] = noise.to(dtype).DetachFromDisposeScope();
    }
}
