using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Workbench.Engine.Loading;

/// <summary>
/// Checks that the host's contract has every type and member that an assembly uses of it, so that an assembly built against another
/// version fails while it is loaded and not in the middle of a run.
/// </summary>
internal static class ContractUse
{
    /// <summary>Name of the contract's assembly.</summary>
    public const string Contract = "Workbench.Abstractions";

    /// <summary>Types and members of the contract that the assembly uses and the host lacks.</summary>
    /// <param name="assembly">The loaded assembly.</param>
    /// <param name="bytes">The content of its file.</param>
    public static IReadOnlyList<string> Missing(Assembly assembly, byte[] bytes)
    {
        using var file = new PEReader(ImmutableArray.Create(bytes));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Where(type => IsContract(metadata, type))
            .Where(type => !Resolves(() => assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(type))))
            .Select(type => Name(metadata, type));
        var members = metadata
            .MemberReferences.Where(member =>
                metadata.GetMemberReference(member).Parent is { Kind: HandleKind.TypeReference } type
                && IsContract(metadata, (TypeReferenceHandle)type))
            .Where(member => !Resolves(() => assembly.ManifestModule.ResolveMember(MetadataTokens.GetToken(member))))
            .Select(member => metadata.GetMemberReference(member))
            .Select(member => $"{Name(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}");
        return [.. types.Concat(members).Distinct(StringComparer.Ordinal)];
    }

    private static bool Resolves(Func<MemberInfo?> resolve)
    {
        try
        {
            return resolve() is not null;
        }
        catch (Exception error) when (error is TypeLoadException or MissingMemberException)
        {
            return false;
        }
    }

    private static string Name(MetadataReader metadata, TypeReferenceHandle type) =>
        metadata.GetString(metadata.GetTypeReference(type).Name);

    private static bool IsContract(MetadataReader metadata, TypeReferenceHandle handle) =>
        metadata.GetTypeReference(handle).ResolutionScope is var scope
        && scope.Kind switch
    {
        HandleKind.TypeReference => IsContract(metadata, (TypeReferenceHandle)scope),
        HandleKind.AssemblyReference => metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == Contract,
        _ => false,
    };
}
