using System.Security.Cryptography;
using System.Text;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// A cache of compiled scripts, one file each. The file name is a hash of the script's text and path, its environment, and the host's
/// build. The file has the SHA-256 of every other file that the script depends on. If the folder is unusable, scripts are compiled at each
/// run.
/// </summary>
/// <param name="folder">The cache folder.</param>
/// <param name="setup">The environment of scripts.</param>
internal sealed class ScriptCache(string folder, ScriptSetup setup)
{
    private static readonly TimeSpan s_unused = TimeSpan.FromDays(30);

    /// <summary>Key of a script in the cache.</summary>
    public string Key(ScriptPaths paths, byte[] text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<string> facts =
        [
            // The compiler and the file format change only with this assembly.
            $"{typeof(ScriptCache).Module.ModuleVersionId}",
            $"{Environment.Version}",
            paths.FullPath,
            $"{setup.Globals.AssemblyQualifiedName}",
            "imports",
            .. setup.Imports,
            "references",
            .. setup.HostAssemblies.Select(assembly => $"{assembly.FullName} {assembly.ManifestModule.ModuleVersionId}"),
            "text",
        ];
        foreach (var fact in facts) hash.AppendData(Encoding.UTF8.GetBytes(fact + '\n'));
        hash.AppendData(text);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The cached script of a key; null if it is missing or a file that it depends on has changed.</summary>
    public CompiledScript? Find(string key)
    {
        try
        {
            var path = GetPath(key);
            if (!File.Exists(path) || CompiledScriptFile.Read(File.ReadAllBytes(path)) is not { } compiled || !compiled.Files.All(IsSame))
                return null;
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return compiled;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores a compiled script, and deletes entries that were not used for 30 days.</summary>
    public void Store(string key, CompiledScript compiled)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // Write and rename, so that other processes see a complete file or none.
            var own = Path.Combine(folder, $"{key}.{Guid.NewGuid():N}");
            File.WriteAllBytes(own, CompiledScriptFile.Write(compiled));
            File.Move(own, GetPath(key), overwrite: true);
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
                if (DateTime.UtcNow - file.LastWriteTimeUtc > s_unused) file.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The script runs without a cache entry.
        }
    }

    private string GetPath(string key) => Path.Combine(folder, key + ".script");

    private static bool IsSame(ScriptFile file) =>
        File.Exists(file.Path) && Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path))) == file.Sha256;
}
