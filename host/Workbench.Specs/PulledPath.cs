using Workbench.Data;
using Workbench.Data.Downloads;

namespace Workbench.Specs;

/// <summary><c>pull:NAME</c> where a spec has a path: the file that <c>workbench pull NAME</c> puts into the cache.</summary>
internal static class PulledPath
{
    private const int LongestName = 100;   // in a message

    /// <summary>The file's full path; of a name that nothing has, the text as it is, which <see cref="Problem"/> knows; null for any other text.</summary>
    public static string? Of(string text) => !text.StartsWith(Pullables.Prefix, StringComparison.Ordinal) ? null
        : Pullables.Find(text[Pullables.Prefix.Length..]) is { } item ? new PulledFile(item).Path : text;

    /// <summary>Whether a path is what <see cref="Of"/> makes of <c>pull:NAME</c>.</summary>
    public static bool Is(string path) => path.StartsWith(Pullables.Prefix, StringComparison.Ordinal) || PulledFile.At(path) is not null;

    /// <summary>How a spec that is to be read elsewhere writes a path: a pulled file's has no place of this machine.</summary>
    public static string Written(string path) => PulledFile.At(path) is { } file ? Pullables.Prefix + file.Item.Name : path;

    /// <summary>What is wrong with a pulled file: no such name, not here, or another file than it should be; null where nothing is. The first time a file is seen here, all of it is read.</summary>
    public static string? Problem(string path)
    {
        if (PulledFile.At(path) is not { } file)
        {
            var name = path[Pullables.Prefix.Length..Math.Min(path.Length, LongestName)];
            return $"There is nothing to pull of the name '{name}'{NearestName.Hint(name, Pullables.Names)}";
        }
        var item = file.Item;
        if (!file.Exists)
            return $"'{Pullables.Prefix}{item.Name}' is not here yet: 'workbench pull {item.Name}' fetches it ({ByteCount.Said(item.Size)}), or put {item.File} at '{file.Path}'.";
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
