using System.Globalization;
using Workbench.Data;

namespace Workbench.Engine.Loading;

/// <summary>
/// The code hashes of a plugin's classes. Computing them takes longer than loading the plugin, so they are cached beside the staged copy,
/// separately for each build of the host.
/// </summary>
internal sealed class ClassHashCache : IDisposable
{
    private readonly string? _kept;
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly Lazy<CodeHash> _code;

    /// <param name="assembly">Path of the plugin's assembly.</param>
    /// <param name="bytes">The content of the assembly.</param>
    /// <param name="isCopy">Whether its folder is a staged copy, named by its content; only then are hashes cached.</param>
    public ClassHashCache(string assembly, byte[] bytes, bool isCopy)
    {
        var folder = Path.GetDirectoryName(assembly)!;
        _code = new(() => new CodeHash(bytes, [.. StagedPlugins.Libraries(folder).Where(file => file != assembly)]));
        if (!isCopy) return;
        _kept = Path.Combine(Path.GetDirectoryName(folder)!, $"code-{typeof(CodeHash).Module.ModuleVersionId:n}.txt");
        foreach (var line in CachedText.Read(_kept)?.Split('\n') ?? [])
            if (
                line.Split(' ') is [{ Length: 16 } hash, { Length: > 0 } type]
                && ulong.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
                _hashes[type] = hash;
    }

    /// <summary>The <see cref="CodeHash.ComputeForClass"/> of a class of the assembly, cached.</summary>
    public string ClassHash(Type type)
    {
        if (_hashes.TryGetValue(type.FullName!, out var known)) return known;
        return _hashes[type.FullName!] = _code.Value.ComputeForClass(type.FullName!);
    }

    /// <summary>Writes newly computed hashes to the cache.</summary>
    public void Dispose()
    {
        if (!_code.IsValueCreated) return;
        _code.Value.Dispose();
        if (_kept is not null) CachedText.Write(_kept, string.Join('\n', _hashes.Select(hash => $"{hash.Value} {hash.Key}")));
    }
}
