using System.Security.Cryptography;
using System.Text;
using Workbench.Data;

namespace Workbench.Engine.Loading;

/// <summary>
/// Copies plugin folders into the cache, each into a folder named by its content hash. So the hashed content is the content that is checked
/// and loaded, even if a build writes the original meanwhile.
/// </summary>
internal static class StagedPlugins
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    /// <summary>
    /// Hash of the assemblies, native libraries and JSON files of a plugin's folder, 16 hexadecimal digits; null if one is unreadable.
    /// </summary>
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

    /// <summary>The folder to load from: a copy of the same name, or the original if the cache cannot be written.</summary>
    /// <returns>Null if the folder's content changed and no longer has the hash.</returns>
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
                    Directory.Delete(unfinished, recursive: true);   // a build wrote the folder while it was copied
                    return null;
                }
                if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);   // its content does not match its name
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

    /// <summary>Whether a folder is a staged copy and not the original.</summary>
    public static bool IsCopy(string folder, string hash) =>
        hash.Length > 0 && Path.GetDirectoryName(folder) == Path.Combine(CacheFolders.Plugins, hash);

    // Deletes copies that were not loaded for a week.
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
            // Another process prunes at the same time, or the cache does not exist yet.
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
            Directory.Delete(unfinished, recursive: true);   // another process made the same copy first
        }
    }

    /// <summary>Assemblies and native libraries of a folder and its subfolders, in order.</summary>
    public static IEnumerable<string> Libraries(string folder) => Files(folder).Where(file => Path.GetExtension(file) != ".json");

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".dll" or ".json" or ".so" or ".dylib").Order(StringComparer.Ordinal);
}
