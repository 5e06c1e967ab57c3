using System.Security.Cryptography;
using Workbench.Data;
using Workbench.Engine.Model.Files.Onnx;
using Workbench.Engine.Model.Files.PyTorch;

namespace Workbench.Engine.Model.Files;

/// <summary>
/// Opens a file of tensors. The content decides the format. The name decides only for an ONNX model that does not begin as usual, since
/// ONNX has no magic number.
/// </summary>
internal static class WeightsFile
{
    /// <summary>Opens a safetensors file, a state_dict of <c>torch.save</c>, or an ONNX model. No code of the file is run.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file is missing, truncated, or of an unsupported format; the message says which.</exception>
    public static IWeightsFile Open(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new WeightsException($"The weights '{path}' do not exist{NearestFile.Hint(path)}");
        var file = ReadWithErrors(path, "", () => File.OpenRead(path));
        try
        {
            var kind = ReadWithErrors(path, "", () => FileKind.FromFile(file));
            return kind.Reader switch
            {
                FileReader.Zip => ReadWithErrors<IWeightsFile>(path, TorchFormat.Advice, () => TorchZip.Open(path, file)),
                FileReader.Legacy => ReadWithErrors<IWeightsFile>(path, TorchFormat.Advice, () => TorchLegacy.Open(path, file)),
                FileReader.Onnx => new OnnxWeights(OnnxModel.Open(path, file)),
                FileReader.None => throw new WeightsException(
                    $"The weights '{path}' are {kind.Name}. Supported formats are safetensors, PyTorch's .pth and ONNX."),
                _ => ReadWithErrors<IWeightsFile>(path, SafetensorsFile.Advice, () => new SafetensorsFile(path, file), "safetensors"),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>SHA-256 of a file, hexadecimal, read in pieces.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file cannot be read.</exception>
    public static string Hash(string path) => ReadWithErrors(path, "", () =>
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    });

    /// <summary>Runs a read and converts its errors to a <see cref="WeightsException"/> that names the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">The remedy, without a full stop.</param>
    /// <param name="read">The read.</param>
    /// <param name="format">The expected format.</param>
    internal static T ReadWithErrors<T>(string path, string advice, Func<T> read, string format = "PyTorch")
    {
        try
        {
            return read();
        }
        catch (UnsafePickleException error)
        {
            throw new WeightsException($"The weights '{path}' are refused: {error.Message}. No code of the file was run. "
                + "If you trust it, load it in PyTorch and save only its state_dict.");
        }
        catch (UnreadableFileException error)
        {
            throw new WeightsException($"The weights '{path}' are not a usable {format} file: {error.Message}. {advice}.");
        }
        catch (EndOfStreamException)
        {
            throw new WeightsException($"The weights '{path}' are not a usable {format} file: it is truncated. {advice}.");
        }
        catch (InvalidDataException error)
        {
            throw new WeightsException($"The weights '{path}' are not a usable {format} file: "
                + $"it is truncated or damaged ({error.Message.TrimEnd('.')}). {advice}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights '{path}' cannot be read: {error.Message}");
        }
    }
}
