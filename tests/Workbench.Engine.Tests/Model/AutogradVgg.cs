using Workbench.Engine.Model;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model;

/// <summary>The same net built from TorchSharp's functions with autograd in float64: the reference for every gradient.</summary>
internal sealed class AutogradVgg : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public AutogradVgg(ModelService float64, Tensor input, long head)
    {
        using var gradients = enable_grad();
        Input = input.to(ScalarType.Float64).detach().requires_grad_();
        var signal = Input;
        foreach (var layer in float64.Network.Layers)
        {
            signal = layer.Info.Kind switch
            {
                LayerKind.Conv2d => functional.conv2d(signal, layer.Weight!, layer.Bias, [1L, 1], [1L, 1]),
                LayerKind.Linear => functional.linear(signal, layer.Weight!, layer.Bias),
                LayerKind.ReLU => functional.relu(signal),
                LayerKind.MaxPool2d => functional.max_pool2d(signal, [2L, 2], [2L, 2]),
                LayerKind.AvgPool2d => functional.adaptive_avg_pool2d(signal, [head, head]),
                LayerKind.Flatten => signal.flatten(1),
                _ => signal + 0,
            };
            Outputs.Add(signal);
        }
    }

    public Tensor Input { get; }

    public List<Tensor> Outputs { get; } = [];

    /// <summary>Gradients of one image's logit by every layer's output, then by the input, each restricted to that image.</summary>
    public IReadOnlyList<Tensor> Gradients(int image, int target)
    {
        using var gradients = enable_grad();
        var logit = Outputs[^1][image, target];
        return [.. autograd.grad([logit], [.. Outputs, Input], retain_graph: true).Select(gradient => gradient[image..(image + 1)])];
    }

    /// <summary>
    /// Whether a float32 pass has the same active ReLUs and pool winners. Otherwise the two gradients belong to different linear pieces.
    /// </summary>
    public bool DecidesAs(ModelService float32, Tensor input)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var signal = input;
        foreach (var layer in float32.Network.Layers)
        {
            var before = signal;
            signal = layer.Forward(signal, layer.Weight, layer.Bias);
            var exact = Outputs[layer.Info.Index];
            if (layer.Info.Kind == LayerKind.ReLU && !signal.sign().to(ScalarType.Float64).Same(exact.sign())) return false;
            if (layer.Info.Kind == LayerKind.MaxPool2d && !Winners(before).Same(Winners(Outputs[layer.Info.Index - 1]))) return false;
        }
        return true;
    }

    private static Tensor Winners(Tensor input) => functional.max_pool2d_with_indices(input, [2L, 2], [2L, 2]).indices;

    public void Dispose() => _scope.Dispose();
}
