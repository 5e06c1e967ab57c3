using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Workbench.Engine.Loading;

/// <summary>
/// Names the types and members that an assembly's tokens refer to, independent of the tokens' numbers.
/// Calls <c>reach</c> for each one that the assembly itself defines.
/// </summary>
internal sealed class CodeNames(MetadataReader metadata, Func<TypeDefinitionHandle, string> fullName, Action<EntityHandle> reach)
    : ISignatureTypeProvider<string, object?>
{
    /// <summary>The name of a type, method, field or signature.</summary>
    public string NameFromHandle(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                reach(handle);
                return fullName((TypeDefinitionHandle)handle);
            case HandleKind.TypeReference:
                return Reference((TypeReferenceHandle)handle);
            case HandleKind.TypeSpecification:
                return metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
            case HandleKind.MethodDefinition:
                reach(handle);
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{fullName(method.GetDeclaringType())}::{metadata.GetString(method.Name)}"
                    + SignatureText(method.DecodeSignature(this, null));
            case HandleKind.FieldDefinition:
                reach(handle);
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return $"{fullName(field.GetDeclaringType())}::{metadata.GetString(field.Name)}";
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                var signature =
                    member.GetKind() == MemberReferenceKind.Method
                        ? SignatureText(member.DecodeMethodSignature(this, null))
                        : member.DecodeFieldSignature(this, null);
                return FormerNames.Find($"{NameFromHandle(member.Parent)}::{metadata.GetString(member.Name)}") + $" {signature}";
            case HandleKind.MethodSpecification:
                var generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return $"{NameFromHandle(generic.Method)}<{string.Join(',', generic.DecodeSignature(this, null))}>";
            case HandleKind.StandaloneSignature:
                return SignatureText(metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(this, null));
            default:
                return handle.Kind.ToString();
        }
    }

    /// <summary>A method's signature as text.</summary>
    public string SignatureText(MethodSignature<string> signature) =>
        $"{signature.ReturnType}({string.Join(',', signature.ParameterTypes)})"
        + $"{signature.Header.Attributes}{signature.GenericParameterCount}";

    // Without the version, so that a rebuilt contract with the same members does not change the hash.
    private string Reference(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var scope = type.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => Reference((TypeReferenceHandle)type.ResolutionScope) + "+",
            HandleKind.AssemblyReference =>
                $"[{metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)}]",
            _ => "",
        };
        var space = type.Namespace.IsNil ? "" : metadata.GetString(type.Namespace) + ".";
        return FormerNames.Find($"{scope}{space}{metadata.GetString(type.Name)}");
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => NameFromHandle(handle);
    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Reference(handle);
    public string GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind) => NameFromHandle(handle);

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();
    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";
    public string GetSZArrayType(string elementType) => $"{elementType}[]";
    public string GetByReferenceType(string elementType) => $"{elementType}&";
    public string GetPointerType(string elementType) => $"{elementType}*";
    public string GetPinnedType(string elementType) => $"pinned {elementType}";
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{modifier} {unmodifiedType}";
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(',', typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";
    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";
    public string GetFunctionPointerType(MethodSignature<string> signature) => $"fn {SignatureText(signature)}";
}
