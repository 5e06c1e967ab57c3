using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files;

internal sealed class SafetensorsFile(string path, FileStream file) : IWeightsFile
{
    /// <summary>The remedy for an unreadable file.</summary>
    public const string Advice = "Copy or convert the file again";

    private readonly SafetensorsHeader _header = SafetensorsHeader.Read(file);

    public string Format => "safetensors";

    public IReadOnlyList<StoredTensor> Tensors => _header.Tensors;

    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    public Tensor Read(StoredTensor tensor, ScalarType? type = null) => WeightsFile.ReadWithErrors(path, Advice, () =>
    {
        var read = empty([.. tensor.Shape], type ?? tensor.Type);
        file.Position = _header.Starts[tensor.Name];
        if (TensorBytes.TryRead(read, tensor.Type, file)) return read;
        read.Dispose();
        throw new UnreadableFileException($"it is truncated in tensor '{UnreadableFileException.Printable(tensor.Name)}'");
    }, "safetensors");

    public void Dispose() => file.Dispose();
}
