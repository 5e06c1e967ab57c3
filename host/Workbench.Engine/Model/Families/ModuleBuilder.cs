using Workbench.Engine.Model.Operators;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Families;

/// <summary>A value of a network that is being built.</summary>
/// <param name="Layer">Index of the layer that computes it.</param>
/// <param name="Channels">Its channels or features.</param>
/// <param name="Positions">Its positions if their number is fixed, else 0.</param>
internal readonly record struct Value(int Layer, long Channels, long Positions = 0);

/// <summary>Builds a network from modules with torchvision's names. Kernels, widths and groups are read off the weights' shapes.</summary>
/// <param name="tensors">The file's tensors.</param>
/// <param name="form">The properties that names and shapes do not determine.</param>
/// <param name="epsilon">The ε of batch normalisation.</param>
/// <param name="inBfloat16">Whether products with weights are computed in bfloat16.</param>
internal sealed class ModuleBuilder(ModuleTensors tensors, ModelVariant form, double epsilon, bool inBfloat16)
{
    private readonly NetworkBuilder _network = new(inBfloat16);
    private Value _images = Input;
    private int _blocks;

    /// <summary>The images.</summary>
    public static Value Input { get; } = new(LayerInfo.ModelInput, 3);

    /// <summary>Collects the layers.</summary>
    public NetworkBuilder Network => _network;

    /// <summary>The properties that names and shapes do not determine.</summary>
    public ModelVariant Form => form;

    /// <summary>The file's tensors.</summary>
    public ModuleTensors Tensors => tensors;

    /// <summary>Whether the file has a tensor of a module or of a part of it.</summary>
    public bool Has(string module) => tensors.Has(module);

    /// <summary>The images, scaled and shifted by colour.</summary>
    /// <param name="weight">Factor of red, green and blue.</param>
    /// <param name="bias">What is added to them.</param>
    public Value TransformInput(Tensor weight, Tensor bias)
    {
        _images = Add("transform_input", new BatchNormalization(Input.Channels), Input.Channels, [Input], weight, bias);
        _network.SetConstant(_images.Layer);
        return _images;
    }

    /// <summary>Convolution with the weight <c>NAME.weight</c> and the bias <c>NAME.bias</c>.</summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The module.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Pixels on each side; null for as many as keep the size at stride 1.</param>
    /// <param name="dilation">Distance between the pixels of a window.</param>
    /// <param name="needsBias">Whether the family's module has a bias, so that a file without it is damaged; else it may have one.</param>
    public Value Conv(Value x, string name, long stride = 1, long? padding = null, long dilation = 1, bool needsBias = true)
    {
        var weight = tensors.Take($"{name}.weight", -1, -1, -1, -1);
        var (outputs, own, rows, columns) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3]);
        if (x.Channels % own != 0 || outputs % (x.Channels / own) != 0)
            throw new FormatException($"{name}.weight is [{string.Join(',', weight.shape)}], but its input has {x.Channels} channels");
        if (x == _images && form.Colours == ColourOrder.Bgr) weight = weight.flip(1).contiguous();
        long Border(long kernel) => padding ?? (kernel - 1) / 2 * dilation;
        var window = new Window((rows, columns), (stride, stride), (Border(rows), Border(columns)), (dilation, dilation));
        return Add(
            name, new Convolution(x.Channels, outputs, window, x.Channels / own), outputs, [x], weight,
            needsBias ? tensors.Take($"{name}.bias", outputs) : tensors.TakeIfThere($"{name}.bias", outputs));
    }

    /// <summary>
    /// Batch normalisation. It is folded into a convolution directly before it, unless the card keeps it; the module's name then means that
    /// convolution.
    /// </summary>
    public Value Norm(Value x, string name)
    {
        Tensor Part(string part) => tensors.Take($"{name}.{part}", x.Channels);
        // w x + b with w = γ / √(σ² + ε) and b = β − μ w
        var weight = Part("weight") / (Part("running_var") + epsilon).sqrt();
        var bias = Part("bias") - Part("running_mean") * weight;
        if (!FiniteNumbers.Are(weight)) throw new FormatException($"{name}.running_var holds a number of {-epsilon} or less");
        var before = x.Layer < 0 ? null : _network[x.Layer];
        if (form.BatchNorm == BatchNormUse.Kept || before?.Operator is not Convolution || _network.IsRead(x.Layer))
            return Add(name, new BatchNormalization(x.Channels), x.Channels, [x], weight, bias);
        var folded = before.Weight! * weight.reshape(-1, 1, 1, 1);
        _network.SetParameters(x.Layer, folded, before.Bias is { } own ? own * weight + bias : bias);
        _network.Alias(name, x.Layer);
        return x;
    }

    /// <summary>A convolution, usually without a bias, and the batch normalisation behind it.</summary>
    public Value ConvNorm(Value x, string conv, string norm, long stride = 1, long? padding = null) =>
        Norm(Conv(x, conv, stride, padding, needsBias: false), norm);

    /// <summary>max(0, z).</summary>
    public Value Relu(Value x, string name) => Add(name, new Relu(), x.Channels, [x]);

    /// <summary>An operator that keeps the number of channels.</summary>
    public Value Apply(Value x, string name, Operator operation) => Add(name, operation, x.Channels, [x]);

    /// <summary>The maximum of each window.</summary>
    public Value MaxPool(Value x, string name, Window window) => Add(name, new MaxPool(window), x.Channels, [x]);

    /// <summary>The average of each window, padding counted as torchvision does.</summary>
    public Value AveragePool(Value x, string name, Window window) =>
        Add(name, new AveragePool(window, countsPadding: true), x.Channels, [x]);

    /// <summary>Adaptive average to a fixed size.</summary>
    public Value AdaptiveAverage(Value x, string name, long size) =>
        Add(name, new AdaptiveAveragePool(size), x.Channels, [x]) with { Positions = size * size };

    /// <summary>The average over all positions, [C].</summary>
    public Value GlobalAverage(Value x, string pool, string flatten = "flatten") => Flatten(AdaptiveAverage(x, pool, 1), flatten);

    /// <summary>[C,H,W] with a fixed number of positions to [C·H·W].</summary>
    public Value Flatten(Value x, string name) => Add(name, new Flatten(), x.Channels * x.Positions, [x]);

    /// <summary>Dropout, the identity.</summary>
    public Value Dropout(Value x, string name) => Add(name, new Identity(), x.Channels, [x]) with { Positions = x.Positions };

    /// <summary>Fully connected layer with the weight <c>NAME.weight</c> and the bias <c>NAME.bias</c>.</summary>
    public Value Linear(Value x, string name)
    {
        var weight = tensors.Take($"{name}.weight", -1, x.Channels);
        return Add(
            name, new FullyConnected(x.Channels, weight.shape[0]), weight.shape[0], [x], weight,
            tensors.Take($"{name}.bias", weight.shape[0]));
    }

    /// <summary>The sum of values of one shape.</summary>
    public Value Sum(string name, params Value[] values)
    {
        if (values.FirstOrDefault(value => value.Channels != values[0].Channels) is { Channels: > 0 } other)
            throw new FormatException($"{name} adds {values[0].Channels} and {other.Channels} channels");
        return Add(name, new Add(), values[0].Channels, values);
    }

    /// <summary>Values one after the other along the channels.</summary>
    public Value Concat(string name, params Value[] values) => Add(name, new Concat(), values.Sum(value => value.Channels), values);

    /// <summary>Channels from <paramref name="start"/> on.</summary>
    public Value Channels(Value x, string name, long start, long count) => Add(name, new Slice(start, count), count, [x]);

    /// <summary>Names the value that a module ends in: PyTorch's path <c>layer1.0</c> for its last layer.</summary>
    public Value Module(string path, Value last)
    {
        _network.Alias(path, last.Layer);
        return last;
    }

    /// <summary>Names the value that ends a block <c>b1</c>, <c>b2</c>… A block is a stage of one resolution.</summary>
    public Value Block(Value last)
    {
        _network.SetBlock($"b{++_blocks}", last.Layer);
        return last;
    }

    /// <summary>
    /// The modules of torchvision's <c>Conv2dNormActivation</c>: a convolution <c>NAME.0</c>, its batch normalisation <c>NAME.1</c> and an
    /// activation <c>NAME.2</c>, or none.
    /// </summary>
    public Value ConvNormActivation(Value x, string name, Operator? activation, long stride = 1)
    {
        x = ConvNorm(x, $"{name}.0", $"{name}.1", stride);
        return Module(name, activation is null ? x : Apply(x, $"{name}.2", activation));
    }

    /// <summary>
    /// Squeeze-and-excitation: each channel times a gate, which two 1×1 convolutions compute from the average of every channel. Hu et al.,
    /// CVPR 2018.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The module.</param>
    /// <param name="activation">The function between the convolutions.</param>
    /// <param name="scale">The function that makes the gate.</param>
    public Value SqueezeExcitation(Value x, string name, Operator activation, Operator scale)
    {
        var gate = Conv(AdaptiveAverage(x, $"{name}.avgpool", 1), $"{name}.fc1");
        gate = Conv(Apply(gate, $"{name}.activation", activation), $"{name}.fc2");
        gate = Apply(gate, $"{name}.scale_activation", scale);
        return Module(name, Product($"{name}.mul", x, gate));
    }

    /// <summary>The product of an image and a gate of as many channels.</summary>
    public Value Product(string name, Value x, Value gate) => x.Channels == gate.Channels
        ? Add(name, new Multiply(), x.Channels, [x, gate])
        : throw new FormatException($"{name} multiplies {x.Channels} by {gate.Channels} channels");

    /// <summary>Number of modules <c>PREFIX0</c>, <c>PREFIX1</c>… of which each has a tensor <c>PREFIXnSUFFIX.weight</c>.</summary>
    public int Count(string prefix, string suffix, int from = 0)
    {
        var next = from;
        while (Has($"{prefix}{next}{suffix}")) next++;
        return next - from;
    }

    /// <summary>Side of a module's square kernel: 1 for a pointwise convolution; 0 if the file has no such convolution.</summary>
    public long KernelOf(string module) => tensors.ShapeOf($"{module}.weight") is [_, _, var rows, _] ? rows : 0;

    private Value Add(
        string name, Operator operation, long channels, IReadOnlyList<Value> inputs, Tensor? weight = null, Tensor? bias = null) =>
        new(_network.Add(name, operation, channels, [.. inputs.Select(input => input.Layer)], weight, bias), channels);
}
