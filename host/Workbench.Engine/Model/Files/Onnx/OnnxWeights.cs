using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>The initializers of an ONNX file as a file of tensors.</summary>
internal sealed class OnnxWeights : IWeightsFile
{
    private readonly OnnxModel _model;

    /// <param name="model">The model, disposed with this.</param>
    /// <exception cref="WeightsException">An initializer has an element type that is not supported.</exception>
    public OnnxWeights(OnnxModel model)
    {
        _model = model;
        Tensors = [.. model.Graph.Initializers.Values.Select(tensor => new StoredTensor(tensor.Name, tensor.Type, tensor.Shape))];
    }

    /// <summary>The model that the tensors belong to.</summary>
    public OnnxModel Model => _model;

    public string Format => "ONNX";

    public IReadOnlyList<StoredTensor> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata => _model.Metadata;

    public Tensor Read(StoredTensor tensor, ScalarType? type = null) => _model.Graph.Initializers[tensor.Name].Read(type);

    public void Dispose() => _model.Dispose();
}
