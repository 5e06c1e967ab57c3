using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

/// <summary>A safetensors file.</summary>
internal sealed class SafetensorsFile(string path) : IWeightsFile
{
    private readonly Dictionary<string, Tensor> _tensors = Safetensors.Read(path);

    public string Format => "safetensors";
    public IReadOnlyList<StoredTensor> Tensors => [.. _tensors.Select(pair => new StoredTensor(pair.Key, pair.Value.dtype, pair.Value.shape))];
    public IReadOnlyDictionary<string, string> Metadata { get; } = Safetensors.ReadMetadata(path);
    public Tensor Read(StoredTensor tensor) => _tensors[tensor.Name];

    public void Dispose()
    {
    }
}
