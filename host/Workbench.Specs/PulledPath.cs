using Workbench.Data.Downloads;

namespace Workbench.Specs;

/// <summary><c>pull:NAME</c> in place of a path: the file that <c>workbench pull NAME</c> downloads into the cache.</summary>
internal static class PulledPath
{
    private const int MaxNameLength = 100;   // in a message

    /// <summary>
    /// The file's full path for <c>pull:NAME</c>; the text itself for an unknown name, which <see cref="FindProblem"/> reports; null for
    /// any other text.
    /// </summary>
    public static string? Resolve(string text) => !text.StartsWith(Pullables.Prefix, StringComparison.Ordinal) ? null
        : Pullables.Find(text[Pullables.Prefix.Length..]) is { } item ? new PulledFile(item).Path : text;

    /// <summary>Whether a path is a result of <see cref="Resolve"/>.</summary>
    public static bool IsPulled(string path) =>
        path.StartsWith(Pullables.Prefix, StringComparison.Ordinal) || PulledFile.At(path) is not null;

    /// <summary>The portable form of a path: <c>pull:NAME</c> for a file in this machine's cache, else the path itself.</summary>
    public static string ToPortable(string path) => PulledFile.At(path) is { } file ? Pullables.Prefix + file.Item.Name : path;

    /// <summary>
    /// The fault of a pulled file: an unknown name, a missing file or wrong content; null if the file is sound. The first check of a file
    /// reads all of it.
    /// </summary>
    public static string? FindProblem(string path)
    {
        if (PulledFile.At(path) is not { } file)
        {
            var name = path[Pullables.Prefix.Length..Math.Min(path.Length, MaxNameLength)];
            return $"Unknown download '{name}'{Pullables.Hint(name)}";
        }
        var item = file.Item;
        if (!file.Exists)
            return $"'{Pullables.Prefix}{item.Name}' has not been downloaded: run 'workbench pull {item.Name}' "
                + $"({ByteCount.Format(item.Size)}), or put {item.File} at '{file.Path}'.";
        try
        {
            return file.FindFault();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read: {error.Message}";
        }
    }
}
