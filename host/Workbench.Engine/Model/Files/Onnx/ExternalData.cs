using Workbench.Data.Files;

namespace Workbench.Engine.Model.Files.Onnx;

/// <summary>
/// The files beside a model file that hold its tensors. A model file comes from anywhere, so it may only name files of its own folder:
/// neither an absolute path, nor <c>..</c>, nor a link that leads outside, nor itself.
/// </summary>
/// <param name="model">Path of the model file.</param>
internal sealed class ExternalData(string model)
{
    // Tensors may share bytes; these bound the total size of all tensors.
    private const int MostShared = 4;
    private const long MostSpread = 64L << 20;
    private const int MostLinks = 40;

    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private Int128 _claimed, _held;

    /// <summary>Checks that a file holds a range.</summary>
    /// <param name="location">The file's path relative to the model file's folder.</param>
    /// <param name="offset">First byte, 0 or more.</param>
    /// <param name="length">Number of bytes, 0 or more.</param>
    /// <exception cref="UnreadableFileException">The file is missing, too short, or outside the folder.</exception>
    public void Check(string location, long offset, long length)
    {
        if (!_lengths.TryGetValue(location, out var whole))
        {
            _lengths[location] = whole = Length(location);
            _held += whole;
        }
        if ((Int128)offset + length > whole)
            throw new UnreadableFileException(
                $"its bytes {offset} to {(Int128)offset + length} lie outside the file '{Shown(location)}', which has {whole}");
        _claimed += length;
        if (_claimed > MostShared * _held + MostSpread)
            throw new UnreadableFileException(
                $"the tensors up to here claim {_claimed} bytes of external files, far more than their {_held}");
    }

    /// <summary>The full path of a file, without links.</summary>
    /// <param name="location">The file's path relative to the model file's folder.</param>
    /// <exception cref="UnreadableFileException">The path leads outside the folder.</exception>
    public string Resolve(string location)
    {
        // Windows also separates by backslashes, and 'C:file' is relative to a drive. A file means the same on each system.
        var parts = location.Split('/', '\\');
        if (
            parts.Any(part => part is "" or ".." || part.Contains(':', StringComparison.Ordinal) || part.Any(char.IsControl))
            || Path.IsPathRooted(location))
            throw new UnreadableFileException(
                $"its file '{Shown(location)}' is not a path inside the model's folder, such as 'model.onnx.data'");
        var folder = WithoutLinks(Path.GetDirectoryName(Path.GetFullPath(model))!).TrimEnd(Path.DirectorySeparatorChar);
        var path = WithoutLinks(Path.Combine([folder, .. parts]));
        return
            path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? path
                : throw new UnreadableFileException($"its file '{Shown(location)}' is a link that leads outside the model's folder");
    }

    private long Length(string location)
    {
        try
        {
            var path = Resolve(location);
            RegularFile.Require(path);
            if (path == WithoutLinks(Path.GetFullPath(model)))
                throw new UnreadableFileException($"its file '{Shown(location)}' is the model file itself");
            return
                File.Exists(path)
                    ? new FileInfo(path).Length
                    : throw new UnreadableFileException($"its file '{Shown(location)}' is missing beside the model file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException($"its file '{Shown(location)}' cannot be read: {error.Message.TrimEnd('.')}");
        }
    }

    // .NET resolves the last part of a path only.
    private static string WithoutLinks(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var (rest, links) = (new Stack<string>(), 0);
        Push(path[real.Length..]);
        while (rest.TryPop(out var part))
        {
            if (part is "" or ".") continue;
            var next = part == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, part);
            if (part == ".." || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks) throw new IOException($"it leads through more than {MostLinks} links");
            var root = Path.GetPathRoot(target) ?? "";
            if (root.Length > 0) real = root;
            Push(target[root.Length..]);
        }
        return real;

        void Push(string parts)
        {
            foreach (var part in parts.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse()) rest.Push(part);
        }
    }

    private static string Shown(string location) => UnreadableFileException.Printable(location);
}
