using Workbench.Engine.Model;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Passes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Tests.Model.Families;

/// <summary>
/// Any network built from TorchSharp's functions with autograd in float64: the reference for outputs and gradients at every layer.
/// </summary>
internal sealed class AutogradNetwork : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public AutogradNetwork(Network float64, Tensor input)
    {
        using var gradients = enable_grad();
        Network = float64;
        Input = input.to(ScalarType.Float64).detach().clone().requires_grad_();
        foreach (var layer in float64.Layers) Outputs.Add(Apply(layer, [.. layer.Info.Inputs.Select(ValueOf)]));
    }

    public Network Network { get; }

    public Tensor Input { get; }

    public List<Tensor> Outputs { get; } = [];

    /// <summary>Gradients of one image's logit by every layer's output, then by the input, each restricted to that image.</summary>
    public IReadOnlyList<Tensor> Gradients(int image, int target)
    {
        using var gradients = enable_grad();
        return
        [
            .. autograd
                .grad([Outputs[^1][image, target]], [.. Outputs, Input], retain_graph: true)
                .Select(gradient => gradient[image..(image + 1)]),
        ];
    }

    /// <summary>
    /// Whether a float32 pass that kept everything has the same active ReLUs, limits and pool winners. Otherwise the two gradients belong
    /// to different linear pieces.
    /// </summary>
    public bool DecidesAs(ForwardPass float32)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return Network.Layers.All(layer =>
        {
            var (index, below) = (layer.Info.Index, layer.Info.Inputs[0]);
            return layer.Operator switch
            {
                Relu => float32.OutputOf(index).gt(0).Same(Outputs[index].gt(0)),
                Clip clip => float32.OutputOf(index).gt(clip.Low).Same(Outputs[index].gt(clip.Low))
                    && float32.OutputOf(index).lt(clip.High).Same(Outputs[index].lt(clip.High)),
                MaxPool pool => Winners(pool.Window, float32.ValueOf(below)).Same(Winners(pool.Window, ValueOf(below))),
                _ => true,
            };
        });
    }

    private Tensor ValueOf(int layer) => layer < 0 ? Input : Outputs[layer];

    private static Tensor Winners(Window window, Tensor input) => functional
        .max_pool2d_with_indices(input, window.Kernels, window.Strides, window.Paddings, window.Dilations, window.Ceil)
        .indices;

    private static Tensor Apply(NetworkLayer layer, Tensor[] x) => layer.Operator switch
    {
        Convolution { Window: var window } => functional.conv2d(
            x[0], layer.Weight!, layer.Bias, window.Strides, window.Paddings, window.Dilations, x[0].shape[1] / layer.Weight!.shape[1]),
        FullyConnected => functional.linear(x[0], layer.Weight!, layer.Bias),
        BatchNormalization => x[0] * layer.Weight!.reshape(-1, 1, 1) + layer.Bias!.reshape(-1, 1, 1),
        Relu => functional.relu(x[0]),
        Clip clip => functional.hardtanh(x[0], clip.Low, clip.High),
        MaxPool { Window: var window } => functional.max_pool2d(
            x[0], window.Kernels, window.Strides, window.Paddings, window.Dilations, window.Ceil),
        AveragePool { Window: var window } pool => functional.avg_pool2d(
            x[0], window.Kernels, window.Strides, window.Paddings, window.Ceil, pool.CountsPadding),
        AdaptiveAveragePool pool => functional.adaptive_avg_pool2d(x[0], [pool.Size, pool.Size]),
        Add => x.Aggregate((sum, one) => sum + one),
        Concat => cat(x, 1),
        Slice slice => x[0].narrow(1, slice.Start, layer.Info.Channels),
        ChannelShuffle shuffle => x[0]
            .reshape(x[0].shape[0], shuffle.Groups, -1, x[0].shape[2], x[0].shape[3])
            .transpose(1, 2)
            .flatten(1, 2),
        Engine.Model.Operators.Flatten => x[0].flatten(1),
        Engine.Model.Operators.Identity => x[0] + 0,
        var other => throw new NotSupportedException($"{other.GetType().Name} has no reference; write it here."),
    };

    public void Dispose() => _scope.Dispose();
}
