using System.Security.Cryptography;
using Workbench.Data;
using Workbench.Engine.Model.Files.PyTorch;

namespace Workbench.Engine.Model.Files;

/// <summary>Opens a file of tensors by what it holds, not by its name.</summary>
public static class WeightsFile
{
    /// <summary>Opens a file: safetensors, or what <c>torch.save</c> writes of a state_dict. Nothing that the file says is run.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">It is missing, truncated, or in no format that is read; the message says which.</exception>
    public static IWeightsFile Open(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new WeightsException($"The weights '{path}' do not exist{NearestFile.Hint(path)}");
        var file = Reading(path, "", () => File.OpenRead(path));
        try
        {
            var kind = Reading(path, "", () => FileKind.Of(file));
            return kind.Reader switch
            {
                FileReader.Zip => Reading<IWeightsFile>(path, TorchFormat.Advice, () => TorchZip.Open(path, file)),
                FileReader.Legacy => Reading<IWeightsFile>(path, TorchFormat.Advice, () => TorchLegacy.Open(path, file)),
                FileReader.None => throw new WeightsException(
                    $"The weights '{path}' are {kind.Name}; what is read is safetensors and PyTorch's .pth."),
                _ => Reading<IWeightsFile>(path, SafetensorsFile.Advice, () => new SafetensorsFile(path, file), "safetensors"),
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
    /// <exception cref="WeightsException">It cannot be read.</exception>
    public static string Hash(string path) => Reading(path, "", () =>
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    });

    /// <summary>Reads, and turns what is wrong with the file into a message that names it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="read">Reads.</param>
    /// <param name="format">What the file should be.</param>
    internal static T Reading<T>(string path, string advice, Func<T> read, string format = "PyTorch")
    {
        try
        {
            return read();
        }
        catch (RefusedException error)
        {
            throw new WeightsException(
                $"The weights '{path}' are refused: {error.Message}. Nothing of the file was run. If you trust it, load it in PyTorch and save its state_dict alone."
            );
        }
        catch (UnreadableException error)
        {
            throw new WeightsException($"The weights '{path}' are no usable {format} file: {error.Message}. {advice}.");
        }
        catch (EndOfStreamException)
        {
            throw new WeightsException($"The weights '{path}' are no usable {format} file: it is truncated. {advice}.");
        }
        catch (InvalidDataException error)
        {
            throw new WeightsException(
                $"The weights '{path}' are no usable {format} file: it is truncated or damaged ({error.Message.TrimEnd('.')}). {advice}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights '{path}' cannot be read: {error.Message}");
        }
    }
}
