using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>
/// A network as an immutable graph of layers in topological order. Each layer reads the outputs of earlier ones and computes one value.
/// </summary>
/// <param name="architecture">Names, sizes and inputs of the layers.</param>
/// <param name="layers">The layers, from the input to the logits.</param>
public sealed class Network(Architecture architecture, IReadOnlyList<NetworkLayer> layers)
{
    /// <summary>Names, sizes and inputs of the layers.</summary>
    public Architecture Architecture { get; } = architecture;

    /// <summary>The layers, from the input to the logits.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; } = layers;

    /// <summary>The parameters by name: <c>features.0.weight</c>.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Parameters => Layers.SelectMany(ParametersOf);

    /// <summary>The parameters of the layers that a randomised state redraws.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> TrainedParameters =>
        Layers.Where(layer => layer.Info.HasWeight).SelectMany(ParametersOf);

    private static IEnumerable<KeyValuePair<string, Tensor>> ParametersOf(NetworkLayer layer)
    {
        if (layer.Weight is { } weight) yield return new($"{layer.Info.Name}.weight", weight);
        if (layer.Bias is { } bias) yield return new($"{layer.Info.Name}.bias", bias);
    }

    /// <summary>A network with some layers replaced; the others are shared.</summary>
    /// <param name="replace">Returns the given layer, or its replacement.</param>
    public Network With(Func<NetworkLayer, NetworkLayer> replace) => new(Architecture, [.. Layers.Select(replace)]);
}
