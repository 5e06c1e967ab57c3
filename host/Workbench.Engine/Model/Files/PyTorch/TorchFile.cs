using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Engine.Model.Files.PyTorch;

/// <summary>A file written by <c>torch.save</c>.</summary>
internal sealed class TorchFile : IWeightsFile
{
    // A tensor may have several names, and a stride of 0 repeats elements; these bound the total size of all tensors.
    private const int MostShared = 4;
    private const long MostSpread = 64L << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly IReadOnlyDictionary<string, StorageCheck> _starts;
    private readonly StateDictionary _state;

    /// <param name="path">The file's path.</param>
    /// <param name="file">The file, disposed with this.</param>
    /// <param name="format">The <see cref="Format"/>.</param>
    /// <param name="saved">The unpickled object.</param>
    /// <param name="starts">Each storage's position by key; the file holds all of it.</param>
    public TorchFile(string path, FileStream file, string format, object? saved, IReadOnlyDictionary<string, StorageCheck> starts)
    {
        (_path, _file, Format, _starts, _state) = (path, file, format, starts, StateDictionary.FromSavedObject(saved));
        var claimed = _state.ByName.Values.Aggregate((Int128)0, (sum, tensor) => sum + tensor.Bytes);
        if (claimed > MostShared * (Int128)file.Length + MostSpread)
            throw new UnreadableFileException($"its tensors claim {claimed} bytes, far more than the file's {file.Length}");
        Tensors = [.. _state.ByName.Select(pair => new StoredTensor(pair.Key, pair.Value.Storage.Type, pair.Value.Shape))];
    }

    public string Format { get; }

    public IReadOnlyList<StoredTensor> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata => _state.Notes;

    public Tensor Read(StoredTensor tensor, ScalarType? type = null) => WeightsFile.ReadWithErrors(_path, TorchFormat.Advice, () =>
    {
        var pickled = _state.ByName[tensor.Name];
        var whole = pickled.Contiguous;
        var elements = empty(whole ? [.. pickled.Shape] : [pickled.Extent], type ?? pickled.Storage.Type);
        try
        {
            var storage = _starts[pickled.Storage.Key];
            var sum = storage.CreateChecksum(elements.NumberOfElements * pickled.Storage.Type.ElementSize());
            if (sum is null) storage.Compare(_file);   // only a part is read: check the whole storage once
            _file.Position = storage.Start + pickled.Offset * pickled.Storage.Type.ElementSize();
            if (!TensorBytes.TryRead(elements, pickled.Storage.Type, _file, sum is null ? null : sum.Append))
                throw new UnreadableFileException($"it is truncated in tensor '{UnreadableFileException.Printable(tensor.Name)}'");
            if (sum is not null) storage.Compare(sum);
            if (whole) return elements;
            using var strided = elements.as_strided([.. pickled.Shape], [.. pickled.Strides]);
            var ordered = strided.contiguous();
            elements.Dispose();
            return ordered;
        }
        catch
        {
            elements.Dispose();
            throw;
        }
    });

    public void Dispose() => _file.Dispose();
}
