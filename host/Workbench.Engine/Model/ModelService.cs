using Workbench.Data;
using Workbench.Engine.Model.Families;
using Workbench.Engine.Model.Files;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Graphs;
using Workbench.Engine.Model.Onnx;
using Workbench.Engine.Model.Operators;
using Workbench.Engine.Native;
using static TorchSharp.torch;

namespace Workbench.Engine.Model;

/// <summary>
/// A loaded model: read-only parameters on one device, in one dtype. Randomised states share every layer below the redrawn ones, and
/// redrawn layers are shared between states.
/// </summary>
public sealed class ModelService : IDisposable
{
    private readonly RedrawnLayers _redrawn = new();
    private Dictionary<string, Tensor>? _draws;

    private ModelService(Network network, string path, string hash, Device device, ScalarType arithmetic) =>
        (Network, Path, Hash, Device, Arithmetic) = (network, path, hash, device, arithmetic);

    /// <summary>The trained model.</summary>
    public Network Network { get; }

    /// <summary>Names and sizes of the layers.</summary>
    public Architecture Architecture => Network.Architecture;

    /// <summary>Path of the weights file.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the weights file, hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>SHA-256 of the file of draws for randomised layers; null if they are drawn at run time.</summary>
    public string? DrawsHash { get; private init; }

    /// <summary>SHA-256 of the file of the classifier that was joined to the network; null if it has its own.</summary>
    public string? ClassifierHash { get; private init; }

    /// <summary>The device of the parameters and of every input.</summary>
    public Device Device { get; }

    /// <summary>Precision of the products with weights: float32, float64, or bfloat16 (then the rest is float32).</summary>
    public ScalarType Arithmetic { get; }

    /// <summary>Precision of activations, gradients and maps: float32 or float64.</summary>
    public ScalarType Dtype => Arithmetic == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>A warning if the precision is slower on the device; else null.</summary>
    public string? PrecisionWarning => Precision.SpeedWarning(Arithmetic, Device.type);

    /// <summary>Loads the weights of a known network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>…; null for CUDA if available, else the CPU.</param>
    /// <param name="dtype">Float32, float64, or bfloat16 for the products with weights only.</param>
    /// <param name="input">The input convention; null for <c>imagenet</c>.</param>
    /// <param name="draws">
    /// A safetensors file of N(0,1) tensors z by parameter name. Randomised layers are σ·z, so that other tools can use the same draws.
    /// Null to draw at run time.
    /// </param>
    /// <param name="form">The properties that names and shapes do not determine; null for torchvision's.</param>
    /// <exception cref="WeightsException">The file is missing or corrupt, or its tensors are those of no known network.</exception>
    /// <exception cref="DeviceException">The device is unknown or not available.</exception>
    /// <exception cref="TorchRuntimeException">libtorch's convolutions are wrong on this processor.</exception>
    public static ModelService Load(
        string path,
        string? device = null,
        ScalarType dtype = Precision.Default,
        InputConvention? input = null,
        string? draws = null,
        ModelVariant? form = null)
    {
        TorchRuntime.Load();
        var target = PickDevice(device);
        if (!File.Exists(path)) throw new WeightsException($"The weights '{path}' do not exist{NearestFile.Hint(path)}");
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var inBfloat16 = dtype == ScalarType.BFloat16;
        if (target.type == TorchSharp.DeviceType.CPU && dtype != ScalarType.Float64)
            ConvolutionCheck.Finding(inBfloat16);   // throws before anything is computed
        form ??= ModelVariant.Torchvision;
        var stored = inBfloat16 ? ScalarType.Float32 : dtype;
        var network = Build(path, stored, target, form, input?.Ranges, inBfloat16);
        if (form.Classifier is { } head)
            network = LinearClassifier.Read(head, stored, target).JoinedTo(network, path, inBfloat16);
        var given = draws is null ? null : ReadDraws(draws, [.. network.TrainedParameters]);
        foreach (var parameter in network.Parameters.Concat(given?.ToList() ?? []))
            parameter.Value.DetachFromDisposeScope();
        return new ModelService(network, path, WeightsFile.Hash(path), target, dtype)
        {
            _draws = given,
            DrawsHash = draws is null ? null : WeightsFile.Hash(draws),
            ClassifierHash = form.Classifier is null ? null : WeightsFile.Hash(form.Classifier),
        };
    }

    // An ONNX file describes its network, and so does a converted one. The others hold the parameters of a network that is known.
    private static Network Build(
        string path, ScalarType dtype, Device target, ModelVariant form, IReadOnlyList<InputRange>? ranges, bool inBfloat16)
    {
        using var file = WeightsFile.Open(path);
        if (StoredGraphReader.Find(file) is not null)
            return StoredGraphReader.Build(path, file, form, stored => To(target, file.Read(stored, dtype)), ranges, inBfloat16);
        return file is OnnxWeights onnx
            ? OnnxNetwork.Build(onnx.Model, form, constant => To(target, constant.Read(dtype)), ranges, inBfloat16)
            : NetworkFamilies.Build(path, Read(file, dtype, target), form, ranges, inBfloat16);
    }

    // Reads and converts one tensor at a time, so that memory holds little more than the model.
    private static Dictionary<string, Tensor> Read(IWeightsFile file, ScalarType dtype, Device target)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var stored in file.Tensors)
            tensors[stored.Name] = To(target, file.Read(stored, stored.Floating ? dtype : null));
        return tensors;
    }

    private static Tensor To(Device target, Tensor tensor)
    {
        var there = tensor.to(target);
        if (!ReferenceEquals(there, tensor)) tensor.Dispose();
        return there;
    }

    private static Dictionary<string, Tensor> ReadDraws(string path, IReadOnlyList<KeyValuePair<string, Tensor>> parameters)
    {
        if (!File.Exists(path)) throw new WeightsException($"The draws '{path}' do not exist.");
        var draws = Safetensors.Read(path);
        var wrong = parameters
            .Where(parameter => !draws.TryGetValue(parameter.Key, out var z) || !z.shape.SequenceEqual(parameter.Value.shape))
            .Select(parameter => parameter.Key)
            .ToList();
        return wrong.Count == 0
            ? new Dictionary<string, Tensor>(draws, StringComparer.Ordinal)
            : throw new WeightsException(
                $"The draws '{path}' do not fit the weights: they lack a tensor of the parameter's shape for "
                + $"{string.Join(", ", wrong.Take(4))}{(wrong.Count > 4 ? "…" : "")}.");
    }

    /// <summary>
    /// Begins a pass over states of the model. Their redrawn layers are kept until it is disposed; redrawn layers that no pass uses are
    /// freed.
    /// </summary>
    internal IDisposable BeginPass(IEnumerable<ModelState> states) => _redrawn.BeginPass(states);

    /// <summary>Number of redrawn layers in memory.</summary>
    internal int RedrawnLayerCount => _redrawn.Count;

    /// <summary>
    /// The network in a state: the trained one, or one with weights and biases of its upper layers redrawn from N(0, σ²): of the named
    /// layer and all behind it in topological order. Redrawn layers last until a pass over other states begins.
    /// </summary>
    /// <exception cref="UnknownLayerException">The state names a layer that the model does not have.</exception>
    public Network NetworkInState(ModelState state)
    {
        if (state.RandomiseFrom is not { } from) return Network;
        var lowest = Architecture[from].Index;
        return Network.With(layer => layer.Info.Index < lowest || !layer.Info.HasWeight ? layer : Redraw(layer, state));
    }

    // Drawn on the CPU in float32 with a seed per layer, so that a layer is the same in every state and on every device.
    private NetworkLayer Redraw(NetworkLayer layer, ModelState state) => _redrawn.GetOrCreate(layer.Info.Name, state, () =>
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var rng = new Generator(Seeds.Derive(state.Seed, layer.Info.Name), CPU);
        Tensor Draw(string name, Tensor like) =>
            (
                (_draws?[$"{layer.Info.Name}.{name}"] ?? randn(like.shape, ScalarType.Float32, CPU, generator: rng)).to(Dtype, Device)
                * state.Sigma
            ).DetachFromDisposeScope();
        return layer.With(Draw("weight", layer.Weight!), layer.Bias is { } bias ? Draw("bias", bias) : null);
    });

    private static Device PickDevice(string? name)
    {
        if (name is null) return cuda.is_available() ? CUDA : CPU;
        var kind = name.Split(':')[0];
        if (kind is not ("cpu" or "cuda")) throw new DeviceException($"Unknown device '{name}'{NearestName.Hint(kind, ["cpu", "cuda"])}");
        if (kind == "cuda" && !cuda.is_available())
            throw new DeviceException(
                "No CUDA device is available. 'workbench doctor' shows the devices that libtorch sees. Omit --device to run on the CPU.");
        return device(name);
    }

    /// <summary>Frees the parameters.</summary>
    public void Dispose()
    {
        foreach (var draw in _draws?.Values ?? Enumerable.Empty<Tensor>()) draw.Dispose();
        _redrawn.Dispose();
        foreach (var layer in Network.Layers)
        {
            layer.Weight?.Dispose();
            layer.Bias?.Dispose();
            layer.Dispose();
        }
    }
}

/// <summary>The requested device is unknown or not available.</summary>
public sealed class DeviceException(string message) : WorkbenchException(FailureKind.Unavailable, message);
