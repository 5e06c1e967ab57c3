using System.Security.Cryptography;
using System.Text;
using Workbench.Data;

namespace Workbench.Engine.Loading;

/// <summary>
/// Copies of plugin folders in the cache, each within a folder that says its content: what was read and hashed is what is looked at and loaded, whatever a
/// build does to the original meanwhile.
/// </summary>
internal static class PluginStage
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    /// <summary>Hash of all assemblies in a plugin's folder, 16 hexadecimal digits; null while one of them cannot be read.</summary>
    public static string? HashOf(string folder)
    {
        try
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var file in Files(folder))
            {
                sha.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file)));
                sha.AppendData(File.ReadAllBytes(file));
            }
            return Convert.ToHexStringLower(sha.GetHashAndReset())[..16];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The folder to load from: a copy of the same name, or the original where the cache cannot be written.</summary>
    /// <returns>Null where the folder's content is not that of the hash any more.</returns>
    public static string? Copy(string folder, string hash)
    {
        var (home, name) = (Path.Combine(CacheFolders.Plugins, hash), Path.GetFileName(folder));
        var copy = Path.Combine(home, name);
        try
        {
            if (!Directory.Exists(copy) || HashOf(copy) != hash)
            {
                var unfinished = Path.Combine(CacheFolders.Plugins, $"{hash}.{Guid.NewGuid():n}");
                foreach (var file in Files(folder).Concat(Directory.EnumerateFiles(folder, "*.pdb")))
                {
                    var to = Path.Combine(unfinished, Path.GetRelativePath(folder, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                    File.Copy(file, to);
                }
                if (HashOf(unfinished) != hash)
                {
                    Directory.Delete(unfinished, recursive: true);   // it was written while it was copied
                    return null;
                }
                if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);   // not what it says it is
                Directory.CreateDirectory(home);
                Finish(unfinished, copy);
                Prune();
            }
            Directory.SetLastWriteTimeUtc(home, DateTime.UtcNow);
            return copy;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return folder;
        }
    }

    /// <summary>Whether a folder is the copy of a plugin's content, rather than the original.</summary>
    public static bool IsCopy(string folder, string hash) =>
        hash.Length > 0 && Path.GetDirectoryName(folder) == Path.Combine(CacheFolders.Plugins, hash);

    // Deletes copies that nobody has loaded for a week.
    private static void Prune()
    {
        try
        {
            foreach (
                var old in new DirectoryInfo(CacheFolders.Plugins)
                    .EnumerateDirectories()
                    .Where(copy => DateTime.UtcNow - copy.LastWriteTimeUtc > s_kept))
                old.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process is at it, or there is no cache yet.
        }
    }

    private static void Finish(string unfinished, string copy)
    {
        try
        {
            Directory.Move(unfinished, copy);
        }
        catch (IOException) when (Directory.Exists(copy))
        {
            Directory.Delete(unfinished, recursive: true);   // another process was first, with the same content
        }
    }

    /// <summary>Assemblies and native libraries of a folder and its subfolders, in order.</summary>
    public static IEnumerable<string> Libraries(string folder) => Files(folder).Where(file => Path.GetExtension(file) != ".json");

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".dll" or ".json" or ".so" or ".dylib").Order(StringComparer.Ordinal);
}
