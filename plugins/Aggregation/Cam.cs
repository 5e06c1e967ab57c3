namespace Workbench.Plugins.Aggregation;

/// <summary>Options of <see cref="Cam"/>.</summary>
public sealed record CamOptions
{
    /// <summary>Layer whose channels are summed, as many as the fully connected layer has inputs. Default: last.</summary>
    [Option("layer whose channels are summed: the last one, or one of as many channels below it")]
    public LayerRef Layer { get; init; } = "last";

    /// <summary>Whether negative values of the sum become 0. Default: false.</summary>
    [Option("whether negative values of the sum become 0")]
    public bool Relu { get; init; }
}

/// <summary>
/// CAM: Σ_k w_k A_k with the class's weights w of the last fully connected layer, in a network that averages its last layer over all
/// positions before it. There it equals GradCAM up to the number of positions. Zhou et al. 2016.
/// </summary>
/// <remarks>
/// The weights are read as the gradient at the global average, which is linear below the logits. torch-cam has the same map, and then its
/// ReLU, which is <c>relu=true</c>.
/// </remarks>
[Attribution("cam", Cite = "Zhou et al., CVPR 2016")]
public sealed class Cam(CamOptions options) : IAttributionMethod
{
    /// <inheritdoc/>
    public PassRequest Plan(IArchitecture model)
    {
        var (request, layer, pool) = (PassRequest.ForMap(model, options.Layer, Tap.Activation), model[options.Layer], PoolOf(model));
        if (layer.Channels != pool.Channels)
            throw new UnsupportedModelException(
                $"{layer} has {layer.Channels} channels, and the fully connected layer {pool.Channels} inputs");
        return request with { Taps = request.Taps.Append(new(pool.Ref, Tap.Gradient)).ToDictionary() };
    }

    /// <inheritdoc/>
    public Tensor Attribute(IPass pass)
    {
        var (a, w) = (pass.Activation(options.Layer), pass.Gradient(PoolOf(pass.Model).Ref));
        if (w.shape[2] * w.shape[3] != 1)
            throw new NotSupportedException(
                $"The pool before the fully connected layer has {w.shape[2]}×{w.shape[3]} positions; CAM needs one.");
        var map = (w * a).sum(1, keepdim: true);
        return options.Relu ? map.relu() : map;
    }

    // The average pool below the last layer, which is fully connected; between them nothing but flattening and dropout.
    private static LayerInfo PoolOf(IArchitecture model)
    {
        var layer = model.Layers[^1];
        if (layer.Kind == LayerKind.Linear)
            do layer = model.Layers[layer.Inputs[0]];
            while (layer.Kind is LayerKind.Flatten or LayerKind.Dropout or LayerKind.Reshape && layer.Inputs[0] >= 0);
        return layer.Kind == LayerKind.AvgPool2d
            ? layer
            : throw new UnsupportedModelException(
                "CAM needs a global average and one fully connected layer behind it; GradCAM has no such need");
    }
}
