using System.Security.Cryptography;
using Microsoft.CodeAnalysis;

namespace Workbench.Scripting.Scripts;

/// <summary>Resolves <c>#load</c> relative to the containing file, and records the files read.</summary>
/// <param name="folder">Folder of the main script.</param>
internal sealed class ScriptSourceResolver(string folder) : SourceReferenceResolver
{
    private readonly Dictionary<string, ScriptFile> _read = new(StringComparer.Ordinal);

    /// <summary>The files read so far.</summary>
    public IEnumerable<ScriptFile> Read => _read.Values;

    // Text typed into the REPL has no file.
    public override string? NormalizePath(string path, string? baseFilePath) => path.Length == 0 ? path : Resolve(path, baseFilePath);

    public override string? ResolveReference(string path, string? baseFilePath) =>
        Resolve(path, baseFilePath) is var full && File.Exists(full) ? full : null;

    public override Stream OpenRead(string resolvedPath)
    {
        var bytes = File.ReadAllBytes(resolvedPath);
        _read[resolvedPath] = new ScriptFile(resolvedPath, Convert.ToHexString(SHA256.HashData(bytes)), IsAssembly: false);
        return new MemoryStream(bytes, writable: false);
    }

    private string Resolve(string path, string? baseFilePath) =>
        Path.GetFullPath(path, Path.GetDirectoryName(baseFilePath) is { Length: > 0 } beside ? Path.GetFullPath(beside, folder) : folder);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
