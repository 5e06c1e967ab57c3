using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Resolves <c>#r</c>: a file relative to the containing source file, or an assembly of the host or of .NET by name. For an assembly that
/// the host has loaded, the host's copy is used whichever copy is named, since the script runs with it.
/// </summary>
/// <param name="setup">The environment with the host's assemblies.</param>
/// <param name="folder">Folder of the main script.</param>
internal sealed class ScriptReferenceResolver(ScriptSetup setup, string folder) : MetadataReferenceResolver
{
    private readonly IReadOnlyList<Assembly> _host = setup.HostAssemblies;
    private readonly Dictionary<string, (ScriptFile File, PortableExecutableReference Reference)> _read = new(StringComparer.Ordinal);

    /// <summary>The files read so far.</summary>
    public IEnumerable<ScriptFile> Read => _read.Values.Select(entry => entry.File);

    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties)
    {
        var beside = Path.GetDirectoryName(baseFilePath) is { Length: > 0 } own ? Path.GetFullPath(own, folder) : folder;
        var path = Path.GetFullPath(reference, beside);
        if (File.Exists(path)) return [FindHostReference(Path.GetFileNameWithoutExtension(path)) ?? FromFile(path)];
        return Path.GetFileName(reference) == reference && (FindHostReference(reference) ?? FindFrameworkReference(reference)) is { } known
            ? [known]
            : [];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        if ((FindHostReference(referenceIdentity.Name) ?? FindFrameworkReference(referenceIdentity.Name)) is { } known) return known;
        var beside = (definition as PortableExecutableReference)?.FilePath is { Length: > 0 } file
            ? Path.Combine(Path.GetDirectoryName(file)!, referenceIdentity.Name + ".dll")
            : null;
        return File.Exists(beside) ? FromFile(beside) : null;
    }

    private PortableExecutableReference? FindHostReference(string name) =>
        _host.FirstOrDefault(assembly => assembly.GetName().Name == name) is { } assembly ? HostReferences.FromAssembly(assembly) : null;

    private static PortableExecutableReference? FindFrameworkReference(string name)
    {
        try
        {
            return HostReferences.FromAssembly(Assembly.Load(new AssemblyName(name)));
        }
        catch (Exception error) when (error is IOException or BadImageFormatException)
        {
            return null;
        }
    }

    private PortableExecutableReference FromFile(string path)
    {
        if (_read.TryGetValue(path, out var known)) return known.Reference;
        var bytes = File.ReadAllBytes(path);
        var reference = MetadataReference.CreateFromImage(bytes, filePath: path);
        _read[path] = (new ScriptFile(path, Convert.ToHexString(SHA256.HashData(bytes)), IsAssembly: true), reference);
        return reference;
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
