using Workbench.Data;
using Workbench.Data.Downloads;

namespace Workbench.Specs;

/// <summary><c>pull:NAME</c> in place of a path: the file that <c>workbench pull NAME</c> downloads into the cache.</summary>
internal static class PulledPath
{
    private const int LongestName = 100;   // in a message

    /// <summary>
    /// The file's full path for <c>pull:NAME</c>; the text itself for an unknown name, which <see cref="Problem"/> reports; null for any
    /// other text.
    /// </summary>
    public static string? Of(string text) => !text.StartsWith(Pullables.Prefix, StringComparison.Ordinal) ? null
        : Pullables.Find(text[Pullables.Prefix.Length..]) is { } item ? new PulledFile(item).Path : text;

    /// <summary>Whether a path is a result of <see cref="Of"/>.</summary>
    public static bool Is(string path) => path.StartsWith(Pullables.Prefix, StringComparison.Ordinal) || PulledFile.At(path) is not null;

    /// <summary>The portable form of a path: <c>pull:NAME</c> for a file in this machine's cache, else the path itself.</summary>
    public static string Written(string path) => PulledFile.At(path) is { } file ? Pullables.Prefix + file.Item.Name : path;

    /// <summary>
    /// The fault of a pulled file: an unknown name, a missing file or wrong content; null if the file is sound. The first check of a file
    /// reads all of it.
    /// </summary>
    public static string? Problem(string path)
    {
        if (PulledFile.At(path) is not { } file)
        {
            var name = path[Pullables.Prefix.Length..Math.Min(path.Length, LongestName)];
            return $"Unknown download '{name}'{NearestName.Hint(name, Pullables.Names)}";
        }
        var item = file.Item;
        if (!file.Exists)
            return $"'{Pullables.Prefix}{item.Name}' has not been downloaded: run 'workbench pull {item.Name}' "
                + $"({ByteCount.Said(item.Size)}), or put {item.File} at '{file.Path}'.";
        try
        {
            return file.Fault();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read: {error.Message}";
        }
    }
}
