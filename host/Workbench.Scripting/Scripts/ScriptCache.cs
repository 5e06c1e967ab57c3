using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Compiled scripts, kept by content. <c>KEY.json</c> lists what a script was made of and names its assembly, <c>HASH.dll</c>. The key covers the script's text and place, what it
/// sees of the host, and the host's build; the list has the SHA-256 of every other file. Whatever is wrong with the folder, scripts are compiled anew and run.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="setup">What scripts see.</param>
internal sealed partial class ScriptCache(string folder, ScriptSetup setup)
{
    private static readonly TimeSpan s_unused = TimeSpan.FromDays(30);

    /// <summary>The key of a script.</summary>
    public string Key(ScriptPaths paths, byte[] text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<string> facts =
        [
            // The compiler and the form of what it makes come with this assembly.
            $"{typeof(ScriptCache).Assembly.ManifestModule.ModuleVersionId}", $"{Environment.Version}", paths.FullPath, $"{setup.Globals.AssemblyQualifiedName}",
            "imports", .. setup.Imports, "references", .. setup.HostAssemblies.Select(assembly => $"{assembly.FullName} {assembly.ManifestModule.ModuleVersionId}"), "text",
        ];
        foreach (var fact in facts) hash.AppendData(Encoding.UTF8.GetBytes(fact + '\n'));
        hash.AppendData(text);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The script compiled under a key, if all that it was made of is still the same.</summary>
    public CompiledScript? Find(string key)
    {
        try
        {
            var list = Place(key, ".json");
            if (!File.Exists(list)) return null;
            var entry = JsonSerializer.Deserialize(File.ReadAllBytes(list), Lists.Default.Entry);
            if (entry is not { Files: not null, Warnings: not null, Assembly: not null } || !entry.Files.All(IsSame)) return null;
            var image = File.ReadAllBytes(Place(entry.Assembly, ".dll"));
            if (Hash(image) != entry.Assembly) return null;
            File.SetLastWriteTimeUtc(list, DateTime.UtcNow);
            File.SetLastWriteTimeUtc(Place(entry.Assembly, ".dll"), DateTime.UtcNow);
            return new CompiledScript(image, entry.Files, entry.Warnings);
        }
        catch (Exception error) when (IsOfTheFolder(error))
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
            var name = Hash(compiled.Image);
            // The assembly first: a list never names one that is not there, and never one that a second process compiled from other files.
            Write(Place(name, ".dll"), compiled.Image);
            Write(Place(key, ".json"), JsonSerializer.SerializeToUtf8Bytes(new Entry(name, compiled.Files, compiled.Warnings), Lists.Default.Entry));
            Prune();
        }
        catch (Exception error) when (IsOfTheFolder(error))
        {
            // The run does not need it.
        }
    }

    private void Prune()
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > s_unused)) file.Delete();
    }

    private static void Write(string path, byte[] content)
    {
        var own = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(own, content);
        File.Move(own, path, overwrite: true);
    }

    private string Place(string name, string extension) => Path.Combine(folder, name + extension);

    private static bool IsSame(ScriptFile file) => File.Exists(file.Path) && Hash(File.ReadAllBytes(file.Path)) == file.Sha256;

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));

    private static bool IsOfTheFolder(Exception error) => error is IOException or UnauthorizedAccessException or JsonException or ArgumentException or NotSupportedException;

    private sealed record Entry(string Assembly, IReadOnlyList<ScriptFile> Files, IReadOnlyList<ScriptDiagnostic> Warnings);

    [JsonSerializable(typeof(Entry))]
    private sealed partial class Lists : JsonSerializerContext;
}
