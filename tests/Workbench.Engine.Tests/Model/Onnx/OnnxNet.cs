using Workbench.Engine.Model;
using Workbench.Engine.Passes;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model.Onnx;

/// <summary>A small ONNX file written for a test, loaded in float64, with an input of random numbers.</summary>
internal sealed class OnnxNet : IDisposable
{
    public const int Side = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly List<WireWriter> _nodes = [], _initializers = [];
    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);
    private ulong _seed = 1;
    private int _last;

    public string File => _folder["net.onnx"];

    public int Opset { get; init; } = 17;

    public IEnumerable<object> InputShape { get; init; } = ["N", 3L, (long)Side, (long)Side];

    public IReadOnlyList<WireWriter>? Inputs { get; init; }

    public IReadOnlyList<WireWriter>? Outputs { get; init; }

    /// <summary>Name of the last value.</summary>
    public string Last { get; private set; } = "x";

    /// <summary>Adds a constant of random numbers and returns its name.</summary>
    public string Random(string name, params long[] shape)
    {
        using var rng = new Generator(_seed++, CPU);
        return Numbers(name, shape, [.. randn(shape, ScalarType.Float32, CPU, generator: rng).data<float>()]);
    }

    /// <summary>Adds a constant of float32 numbers and returns its name.</summary>
    public string Numbers(string name, long[] shape, params float[] numbers)
    {
        _initializers.Add(OnnxMessages.RawTensor(name, OnnxMessages.Float32, shape, numbers));
        _constants[name] = tensor(numbers).reshape(shape).to(ScalarType.Float64).DetachFromDisposeScope();
        return name;
    }

    /// <summary>Adds a constant of integers and returns its name.</summary>
    public string Integers(string name, params long[] numbers)
    {
        _initializers.Add(OnnxMessages.RawTensor(name, OnnxMessages.Int64, [numbers.Length], numbers));
        return name;
    }

    public OnnxNet Raw(WireWriter initializer)
    {
        _initializers.Add(initializer);
        return this;
    }

    /// <summary>A constant in float64.</summary>
    public Tensor this[string name] => _constants[name];

    /// <summary>Adds a node that reads the last value, and then the given ones.</summary>
    public OnnxNet Then(string operation, IEnumerable<string>? more = null, params IEnumerable<WireWriter> attributes) =>
        Node(operation, [Last, .. more ?? []], [$"v{++_last}"], $"n{_last}", attributes);

    /// <summary>Adds a node.</summary>
    public OnnxNet Node(
        string operation, IEnumerable<string> inputs, IReadOnlyList<string> outputs, string name = "",
        params IEnumerable<WireWriter> attributes)
    {
        _nodes.Add(OnnxMessages.Node(operation, inputs, outputs, name, attributes));
        Last = outputs[0];
        return this;
    }

    /// <summary>Adds a global average and a flatten, after which any image gives one number for each channel.</summary>
    public OnnxNet ThenMean() => Then("GlobalAveragePool").Then("Flatten");

    public OnnxNet Write(string? output = null)
    {
        var graph = OnnxMessages.Graph(
            _nodes,
            _initializers,
            Inputs ?? [OnnxMessages.Value("x", OnnxMessages.Float32, InputShape)],
            Outputs ?? [OnnxMessages.Value(output ?? Last, OnnxMessages.Float32, null)]);
        System.IO.File.WriteAllBytes(File, OnnxMessages.Model(graph, Opset).Bytes);
        return this;
    }

    public ModelService Load(ModelVariant? form = null)
    {
        if (!System.IO.File.Exists(File)) Write();
        return ModelService.Load(File, "cpu", ScalarType.Float64, form: form);
    }

    /// <summary>The message of the error, without the file.</summary>
    public string Fault(ModelVariant? form = null)
    {
        var message = Should.Throw<WeightsException>(() => Load(form)).Message;
        message.ShouldStartWith($"The weights '{File}' cannot become a network: ");
        return message[$"The weights '{File}' cannot become a network: ".Length..];
    }

    /// <summary>Compares the outputs for two images with a function, and the gradient with finite differences.</summary>
    public void ShouldCompute(Func<Tensor, Tensor> expected, int side = Side, ModelVariant? form = null)
    {
        using var scope = NewDisposeScope();
        using var model = Load(form);
        var x = Nets.Input(2, side, side).to(ScalarType.Float64);
        using var pass = ForwardPass.Run(model.Network, x, _ => true);
        var wanted = expected(x);
        pass.Logits.shape.ShouldBe(wanted.shape);
        Deviation(pass.Logits, wanted).ShouldBeLessThan(1e-12);
        ShouldHaveGradient(model, x);
    }

    public static double Deviation(Tensor actual, Tensor expected) =>
        ((actual - expected).abs().max() / expected.abs().max().clamp_min(1e-300)).item<double>();

    private static void ShouldHaveGradient(ModelService model, Tensor x)
    {
        const double Step = 1e-6;
        using var pass = ForwardPass.Run(model.Network, x, _ => true);
        var classes = (int)pass.Logits.shape[1];
        var pairs = new TargetPairs(2, [(0, 0), (0, classes - 1), (1, classes / 2)]);
        using var sweep = BackwardSweep.Run(pass, pairs, null, new HashSet<int>(), inputGradient: true);
        var direction = Nets.Input(2, (int)x.shape[2], (int)x.shape[3], 11).to(ScalarType.Float64);
        using var above = ForwardPass.Run(model.Network, x + direction * Step, _ => false);
        using var below = ForwardPass.Run(model.Network, x - direction * Step, _ => false);
        var slopes = (above.Logits - below.Logits) / (2 * Step);
        var scale = slopes.abs().max().item<double>();
        for (var row = 0; row < pairs.Count; row++)
        {
            var (image, target) = pairs.Rows[row];
            var product = (sweep.InputGradient[row] * direction[image]).sum().item<double>();
            Math.Abs(product - slopes[image][target].item<double>()).ShouldBeLessThan(1e-6 * scale + 1e-9, $"row {row}");
        }
    }

    public void Dispose()
    {
        foreach (var constant in _constants.Values) constant.Dispose();
        _folder.Dispose();
    }
}
