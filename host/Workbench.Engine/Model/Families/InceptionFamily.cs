using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>
/// The parts that GoogLeNet and Inception v3 share in torchvision: convolutions with batch normalisation (ε = 0.001) and ReLU, branches
/// that are joined along the channels, and inputs that the published weights expect in the range −1 to 1.
/// </summary>
internal abstract class InceptionFamily : NetworkFamily
{
    private const double Half = 0.5;   // mean and standard deviation of the normalisation that the published weights were trained with

    private static readonly double[] s_mean = [0.485, 0.456, 0.406];   // ImageNet's, of the input
    private static readonly double[] s_deviation = [0.229, 0.224, 0.225];

    /// <inheritdoc/>
    public sealed override double BatchNormEpsilon => 1e-3;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> OwnCardKeys => ["transform-input"];

    /// <summary>The images; changed from ImageNet's normalisation to the range −1 to 1 if the model's form asks for it.</summary>
    /// <param name="network">The network that is built.</param>
    /// <param name="first">The first convolution.</param>
    protected static Value Images(ModuleBuilder network, string first)
    {
        if (!network.Form.TransformInput) return ModuleBuilder.Input;
        var like = network.Tensors.Take($"{first}.conv.weight", -1, -1, -1, -1);
        Tensor Constant(IEnumerable<double> values) => tensor(values.ToArray(), like.dtype, like.device);
        return network.TransformInput(
            Constant(s_deviation.Select(deviation => deviation / Half)),
            Constant(s_mean.Select(mean => (mean - Half) / Half)));
    }

    /// <summary>Convolution, batch normalisation and ReLU.</summary>
    protected static Value Conv(ModuleBuilder network, Value x, string name, long stride = 1, long? padding = null) =>
        network.Module(
            name, network.Relu(network.ConvNorm(x, $"{name}.conv", $"{name}.bn", stride, padding), $"{name}.relu"));

    /// <summary>Such convolutions one after the other.</summary>
    /// <param name="network">The network that is built.</param>
    /// <param name="x">The input.</param>
    /// <param name="module">The module of which they are parts.</param>
    /// <param name="parts">Their names in it.</param>
    protected static Value Chain(ModuleBuilder network, Value x, string module, params string[] parts) =>
        parts.Aggregate(x, (y, part) => Conv(network, y, $"{module}.{part}"));

    /// <summary>The branches of a module, joined along the channels.</summary>
    protected static Value Join(ModuleBuilder network, string module, params Value[] branches) =>
        network.Module(module, network.Concat($"{module}.cat", branches));
}
