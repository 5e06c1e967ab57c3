using System.Security.Cryptography;
using System.Text;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Compiled scripts, kept by content, one file each. Its name covers the script's text and place, what it sees of the host, and the host's build; in it stand the SHA-256 of
/// every other file that the script is made of. Whatever is wrong with the folder, scripts are compiled anew and run.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="setup">What scripts see.</param>
internal sealed class ScriptCache(string folder, ScriptSetup setup)
{
    private static readonly TimeSpan s_unused = TimeSpan.FromDays(30);

    /// <summary>The name of a script in the cache.</summary>
    public string Key(ScriptPaths paths, byte[] text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<string> facts =
        [
            // The compiler, and the form of what is kept, come with this assembly.
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

    /// <summary>The script of a name, if all that it was made of is still the same.</summary>
    public CompiledScript? Find(string key)
    {
        try
        {
            var path = Place(key);
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

    /// <summary>Keeps a compiled script, and deletes what was not used for 30 days.</summary>
    public void Keep(string key, CompiledScript compiled)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // A reader, or a second process that writes the same, sees a whole file or none.
            var own = Path.Combine(folder, $"{key}.{Guid.NewGuid():N}");
            File.WriteAllBytes(own, CompiledScriptFile.Write(compiled));
            File.Move(own, Place(key), overwrite: true);
            foreach (
                var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > s_unused))
                file.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The run does not need it.
        }
    }

    private string Place(string key) => Path.Combine(folder, key + ".script");

    private static bool IsSame(ScriptFile file) =>
        File.Exists(file.Path) && Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path))) == file.Sha256;
}
