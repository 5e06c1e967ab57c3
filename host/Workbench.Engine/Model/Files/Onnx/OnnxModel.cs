using Workbench.Data;
using Workbench.Data.Files;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>
/// An open ONNX file. Names, nodes and small values are in memory. The elements of tensors are read from the file on request, so a model
/// may be larger than the memory. Nothing of the file is run.
/// </summary>
internal sealed class OnnxModel : IDisposable
{
    /// <summary>The versions of ONNX's operators that are read.</summary>
    public const int OldestOpset = 7, NewestOpset = 25;

    private readonly OnnxSource _source;

    /// <param name="source">The open files, disposed with this.</param>
    public OnnxModel(OnnxSource source) => _source = source;

    /// <summary>Path of the file.</summary>
    public string Path => _source.Path;

    /// <summary>Version of the format.</summary>
    public required long FormatVersion { get; init; }

    /// <summary>Version of ONNX's operators.</summary>
    public required int Opset { get; init; }

    /// <summary>Versions of the other domains' operators.</summary>
    public required IReadOnlyDictionary<string, long> OtherOpsets { get; init; }

    /// <summary>Name of the program that wrote the file; may be empty.</summary>
    public required string Producer { get; init; }

    /// <summary>Strings that the file holds beside the graph.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>
    /// The operators that the file itself defines, whose definitions are not read. An exporter that inlines functions writes none.
    /// </summary>
    public required IReadOnlySet<(string Domain, string Name)> Functions { get; init; }

    /// <summary>The graph.</summary>
    public required OnnxGraph Graph { get; init; }

    /// <summary>Opens a file and reads everything but the elements of tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">
    /// The file is missing, damaged, or of an unsupported opset, or external data is missing; the message says which.
    /// </exception>
    public static OnnxModel Open(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new WeightsException($"The weights '{path}' do not exist{NearestFile.Hint(path)}");
        var file = WeightsFile.ReadWithErrors(path, "", () =>
        {
            RegularFile.Require(path);
            return File.OpenRead(path);
        });
        try
        {
            var kind = WeightsFile.ReadWithErrors(path, "", () => FileKind.FromFile(file));
            return
                kind.Reader == FileReader.Onnx
                    ? Open(path, file)
                    : throw new WeightsException($"The weights '{path}' are {kind.Name}. An ONNX model is expected.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Open(string)"/>
    /// <param name="path">The file's path.</param>
    /// <param name="file">The file, disposed with the model. If this throws, the caller disposes it.</param>
    public static OnnxModel Open(string path, FileStream file)
    {
        var source = new OnnxSource(path, file);
        return source.ReadWithErrors(() => ModelReader.Read(source));
    }

    /// <summary>A domain's name, empty for both names of ONNX's own.</summary>
    public static string Canonical(string domain) => domain == "ai.onnx" ? "" : domain;

    public void Dispose() => _source.Dispose();
}
