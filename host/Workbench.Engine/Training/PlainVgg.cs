using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Engine.Training;

/// <summary>The forward pass of plain VGG-16 weights, for the trainer's own scores.</summary>
public static class PlainVgg
{
    private static readonly int[] s_convolutions = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];

    /// <summary>The output of the last ReLU (<c>features.29</c>) for normalised images [B, 3, H, W].</summary>
    public static Tensor LastBlock(IReadOnlyDictionary<string, Tensor> weights, Tensor images)
    {
        var signal = images;
        foreach (var index in s_convolutions)
        {
            signal = functional.conv2d(signal, weights[$"features.{index}.weight"], weights[$"features.{index}.bias"], padding: [1, 1]).relu();
            if (index != 28 && VggShape.EndsBlock(index)) signal = functional.max_pool2d(signal, 2);
        }
        return signal;
    }

    /// <summary>Logits [B, classes] from the output of the last ReLU.</summary>
    public static Tensor Head(IReadOnlyDictionary<string, Tensor> weights, Tensor lastBlock)
    {
        var pooled = functional.adaptive_avg_pool2d(functional.max_pool2d(lastBlock, 2), [VggShape.PoolSide, VggShape.PoolSide]);
        var hidden = functional.linear(pooled.flatten(1), weights["classifier.0.weight"], weights["classifier.0.bias"]).relu();
        hidden = functional.linear(hidden, weights["classifier.3.weight"], weights["classifier.3.bias"]).relu();
        return functional.linear(hidden, weights["classifier.6.weight"], weights["classifier.6.bias"]);
    }
}
