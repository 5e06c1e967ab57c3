using Workbench.Data.Files;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>An open model file and the files with external data beside it.</summary>
internal sealed class OnnxSource : IDisposable
{
    /// <summary>The remedy for an unreadable file.</summary>
    public const string Advice = "Copy the file or export the model again";

    private readonly FileStream _file;

    /// <param name="path">The file's path, for messages and external data.</param>
    /// <param name="file">The file, disposed with this.</param>
    public OnnxSource(string path, FileStream file) => (Path, _file, Wire, External) = (path, file, new(file), new(path));

    /// <summary>Path of the model file.</summary>
    public string Path { get; }

    /// <summary>The bytes of the model file.</summary>
    public WireFile Wire { get; }

    /// <summary>The files beside it.</summary>
    public ExternalData External { get; }

    /// <summary>Runs a read and converts its errors to a <see cref="WeightsException"/> that names the model file.</summary>
    public T ReadWithErrors<T>(Func<T> read) => WeightsFile.ReadWithErrors(Path, Advice, read, "ONNX");

    /// <summary>Reads from a position of the model file.</summary>
    public T ReadAt<T>(long position, Func<Stream, T> read)
    {
        _file.Position = position;
        return read(_file);
    }

    /// <summary>Reads from a position of a file beside the model file.</summary>
    /// <param name="location">The file's path relative to the model file's folder.</param>
    /// <param name="position">The position.</param>
    /// <param name="read">The read.</param>
    public T ReadAt<T>(string location, long position, Func<Stream, T> read)
    {
        var path = External.Resolve(location);
        RegularFile.Require(path);
        using var file = File.OpenRead(path);
        file.Position = position;
        return read(file);
    }

    public void Dispose() => _file.Dispose();
}
