namespace Workbench.Plugins.Propagation;

/// <summary>Questions of rules about the layers around a layer.</summary>
internal static class GraphQuestions
{
    /// <summary>Whether a layer computes a nonlinearity of each number by itself, other than a gate's squashing function.</summary>
    public static bool IsActivation(this LayerInfo layer) => layer.Kind is LayerKind.ReLU or LayerKind.Clip or LayerKind.LeakyReLU
        or LayerKind.ELU or LayerKind.PReLU or LayerKind.SiLU or LayerKind.HardSwish or LayerKind.GELU or LayerKind.Tanh;

    /// <summary>Whether a layer computes a squashing function, as gates do.</summary>
    public static bool IsSquashing(this LayerInfo layer) => layer.Kind is LayerKind.Sigmoid or LayerKind.HardSigmoid;

    /// <summary>Whether a value can be negative. Pixels can; outputs of a ReLU, and of sums, pools and joins of them, cannot.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">Index of the layer that computes it, or <see cref="LayerInfo.ModelInput"/>.</param>
    public static bool MayBeNegative(this IArchitecture model, int value)
    {
        // From the image up: a walk down would follow each of the many paths of a network of forks and joins.
        var signed = new bool[value + 1];
        bool IsSigned(int below) => below == LayerInfo.ModelInput || signed[below];
        for (var i = 0; i <= value; i++)
            signed[i] = model.Layers[i] is var layer && layer.Kind switch
            {
                LayerKind.ReLU or LayerKind.Sigmoid or LayerKind.HardSigmoid or LayerKind.Softmax => false,
                LayerKind.MaxPool2d or LayerKind.AvgPool2d or LayerKind.Flatten or LayerKind.Dropout or LayerKind.Add or LayerKind.Concat
                    or LayerKind.Slice or LayerKind.Transpose or LayerKind.Reshape or LayerKind.Mul or LayerKind.Clip =>
                    layer.Inputs.Any(IsSigned),
                _ => true,
            };
        return IsSigned(value);
    }

    /// <summary>Whether negative outputs of a layer carry relevance. Those that only ReLUs read do not.</summary>
    public static bool HasSignedOutput(this IArchitecture model, LayerInfo layer) =>
        model.Layers.Where(reader => reader.Inputs.Contains(layer.Index)) is var readers
        && !(readers.Any() && readers.All(reader => reader.Kind == LayerKind.ReLU));

    /// <summary>Number of layers on the longest way from the image to a value.</summary>
    public static int DepthOf(this IArchitecture model, int value)
    {
        var depths = new int[value + 1];
        for (var i = 0; i <= value; i++)
            depths[i] = 1 + model.Layers[i].Inputs.Max(input => input < 0 ? 0 : depths[input]);
        return value < 0 ? 0 : depths[value];
    }

    /// <summary>Checks that a convolution reads the image itself, for which a rule of the first layer is defined.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="UnsupportedModelException">A layer between changes the image, so that its bounds are others.</exception>
    public static void RequireFirstConvolution(this IArchitecture model)
    {
        if (!model.Layers.Any(layer => layer is { Kind: LayerKind.Conv2d, Inputs: [LayerInfo.ModelInput] }))
            throw new UnsupportedModelException(
                "the option 'first' is defined at a convolution that reads the image, but in the model "
                + $"{model.Layers.First(layer => layer.Inputs.Contains(LayerInfo.ModelInput))} reads it; use first=same");
    }

    /// <summary>Checks that the model's only activations are ReLUs, at which a method is defined.</summary>
    /// <param name="model">The model.</param>
    /// <param name="method">The method, for the message.</param>
    /// <exception cref="UnsupportedModelException">It has other activations, or none.</exception>
    public static void RequireReLUs(this IArchitecture model, string method)
    {
        var other = model.Layers.FirstOrDefault(layer => layer.IsActivation() && layer.Kind != LayerKind.ReLU);
        if (other is not null)
            throw new UnsupportedModelException(
                $"{method} is defined at ReLUs, but the model's {other} is a {other.Kind}");
        if (model.Layers.All(layer => layer.Kind != LayerKind.ReLU))
            throw new UnsupportedModelException($"{method} is defined at ReLUs, and the model has none");
    }
}
