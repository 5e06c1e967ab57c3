using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Engine.Loading;

/// <summary>
/// Hashes the code of one class of an assembly: the instructions of its members, with every token replaced by the name it refers to, and
/// those of all classes of the assembly that it reaches. Equal code has equal hashes, independent of the rest of the assembly and of the
/// build folder.
/// </summary>
/// <remarks>
/// Where equality cannot be decided the hash differs. That costs a computation but gives no wrong number. The cases: any change of a used
/// class, which counts as a whole; reordered members, because the compiler numbers lambdas by position; anonymous types, which it numbers
/// across the assembly; caller file paths; another configuration or compiler.
/// </remarks>
internal sealed partial class CodeHash : IDisposable
{
    private const string CompilerClass = "<PrivateImplementationDetails>";

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly string _others;

    /// <param name="assembly">The assembly's bytes.</param>
    /// <param name="others">Assemblies and native libraries beside it; their whole content is hashed.</param>
    public CodeHash(byte[] assembly, IReadOnlyList<string> others)
    {
        _file = new PEReader(ImmutableArray.Create(assembly));
        _metadata = _file.GetMetadataReader();
        _others = string.Join(
            '\n',
            others
                .Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));
    }

    /// <summary>The hash of a class, 16 hexadecimal digits.</summary>
    /// <param name="typeName">Full name of a public class that is not nested.</param>
    public string ComputeForClass(string typeName)
    {
        var type = _metadata.TypeDefinitions.First(handle => FullName(handle) == typeName);
        var walk = new Walk(this, type);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(walk.Text() + _others)))[..16];
    }

    /// <summary>The combined hash of several classes, without the classes that they use; 16 hexadecimal digits.</summary>
    /// <param name="wanted">Selects classes by full name. Nested classes are included with their outer class.</param>
    public string ComputeForClasses(Func<string, bool> wanted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var types = _metadata.TypeDefinitions.Where(handle => _metadata.GetTypeDefinition(handle).GetDeclaringType().IsNil)
            .Select(handle => (Name: FullName(handle), Handle: handle)).Where(type => wanted(type.Name));
        foreach (var (_, handle) in types.OrderBy(type => type.Name, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes(new Walk(this, handle, follows: false).Text()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private string FullName(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        // The compiler puts a hash of the source path into the name of a file-local class, such as those of generated regular expressions.
        var name = FileLocalClass().Replace(_metadata.GetString(type.Name), "${file}F__");
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{FullName(outer)}+{name}"
            : type.Namespace.IsNil ? name
            : $"{_metadata.GetString(type.Namespace)}.{name}";
    }

    [GeneratedRegex("^(?<file><[^>]*>)F[0-9A-F]{64}__", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FileLocalClass();

    public void Dispose() => _file.Dispose();

    /// <summary>The code of one class and of all classes that it reaches, as text.</summary>
    private sealed class Walk
    {
        private readonly CodeHash _code;
        private readonly MetadataReader _metadata;
        private readonly CodeNames _names;
        private readonly HashSet<EntityHandle> _seen = [];
        private readonly Queue<EntityHandle> _waiting = [];
        private readonly StringBuilder _text = new();

        private readonly TypeDefinitionHandle? _only;   // the one class to hash, or null to follow references

        public Walk(CodeHash code, TypeDefinitionHandle first, bool follows = true)
        {
            (_code, _metadata, _only) = (code, code._metadata, follows ? null : first);
            _names = new CodeNames(_metadata, code.FullName, Reach);
            Reach(first);
        }

        public string Text()
        {
            while (_waiting.TryDequeue(out var next))
            {
                switch (next.Kind)
                {
                    case HandleKind.TypeDefinition: Write((TypeDefinitionHandle)next); break;
                    case HandleKind.MethodDefinition: Write((MethodDefinitionHandle)next); break;
                    default: Write((FieldDefinitionHandle)next); break;
                }
            }
            return _text.ToString();
        }

        // A class counts as a whole. All classes share the compiler's helper class, so only its used members count.
        private void Reach(EntityHandle handle)
        {
            var owner = handle.Kind switch
            {
                HandleKind.MethodDefinition => _metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType(),
                HandleKind.FieldDefinition => _metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType(),
                _ => (TypeDefinitionHandle)handle,
            };
            var shared = _code.FullName(owner) == CompilerClass;
            if (_only is { } only && !shared && Outermost(owner) != only) return;
            if (shared && handle.Kind == HandleKind.TypeDefinition) return;
            EntityHandle counted = shared ? handle : owner;
            if (_seen.Add(counted)) _waiting.Enqueue(counted);
        }

        private TypeDefinitionHandle Outermost(TypeDefinitionHandle type)
        {
            while (_metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer) type = outer;
            return type;
        }

        private void Write(TypeDefinitionHandle handle)
        {
            var type = _metadata.GetTypeDefinition(handle);
            Line($"type {_code.FullName(handle)} {type.Attributes}");
            if (!type.BaseType.IsNil) Line($"base {_names.NameFromHandle(type.BaseType)}");
            foreach (var contract in type.GetInterfaceImplementations())
                Line($"is {_names.NameFromHandle(_metadata.GetInterfaceImplementation(contract).Interface)}");
            if (type.GetLayout() is { IsDefault: false } layout) Line($"layout {layout.Size} {layout.PackingSize}");
            Attributes(type.GetCustomAttributes());
            foreach (var field in type.GetFields()) Write(field);
            foreach (var property in type.GetProperties())
            {
                Line($"property {_metadata.GetString(_metadata.GetPropertyDefinition(property).Name)}");
                Attributes(_metadata.GetPropertyDefinition(property).GetCustomAttributes());
            }
            foreach (var method in type.GetMethods()) Write(method);
            foreach (var nested in type.GetNestedTypes()) Reach(nested);
        }

        private void Write(FieldDefinitionHandle handle)
        {
            var field = _metadata.GetFieldDefinition(handle);
            Line($"field {_metadata.GetString(field.Name)} {field.Attributes} {field.DecodeSignature(_names, null)}");
            if (!field.GetDefaultValue().IsNil) Blob(_metadata.GetConstant(field.GetDefaultValue()).Value);
            if (field.GetRelativeVirtualAddress() is not 0 and var address)
                Line(Convert.ToHexString(_code._file.GetSectionData(address).GetContent(0, SizeOf(field)).AsSpan()));
        }

        // The data of an array initialiser has a value type of its size.
        private int SizeOf(FieldDefinition field)
        {
            var signature = _metadata.GetBlobReader(field.Signature);
            signature.ReadSignatureHeader();
            return signature.ReadSignatureTypeCode() switch
            {
                SignatureTypeCode.TypeHandle when signature.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type => _metadata
                    .GetTypeDefinition((TypeDefinitionHandle)type)
                    .GetLayout()
                    .Size,
                SignatureTypeCode.Boolean or SignatureTypeCode.Byte or SignatureTypeCode.SByte => sizeof(byte),
                SignatureTypeCode.Char or SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 => sizeof(short),
                SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single => sizeof(int),
                _ => sizeof(long),
            };
        }

        private void Write(MethodDefinitionHandle handle)
        {
            var method = _metadata.GetMethodDefinition(handle);
            Line($"method {_metadata.GetString(method.Name)} {method.Attributes} {method.ImplAttributes} "
                + _names.SignatureText(method.DecodeSignature(_names, null)));
            Attributes(method.GetCustomAttributes());
            if (method.RelativeVirtualAddress == 0) return;
            var body = _code._file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                var locals = _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null);
                Line($"locals {string.Join(',', locals)}");
            }
            foreach (var region in body.ExceptionRegions)
            {
                var caught = region.CatchType.IsNil ? "" : _names.NameFromHandle(region.CatchType);
                Line($"{region.Kind} {region.TryOffset}+{region.TryLength} {region.HandlerOffset}+{region.HandlerLength} "
                    + $"{region.FilterOffset} {caught}");
            }
            foreach (var instruction in InstructionDecoder.Decode(body.GetILReader()))
                Line($"{instruction.Code:x} {(instruction.Token is { } token ? OperandText(token) : instruction.Operand)}");
        }

        private string OperandText(int token)
        {
            var handle = MetadataTokens.Handle(token);
            return handle.Kind == HandleKind.UserString
                ? $"\"{_metadata.GetUserString((UserStringHandle)handle)}\""
                : _names.NameFromHandle((EntityHandle)handle);
        }

        private void Attributes(CustomAttributeHandleCollection attributes)
        {
            foreach (var handle in attributes)
            {
                var attribute = _metadata.GetCustomAttribute(handle);
                Line($"[{_names.NameFromHandle(attribute.Constructor)}]");
                Blob(attribute.Value);
            }
        }

        private void Blob(BlobHandle blob) => Line(Convert.ToHexString(_metadata.GetBlobBytes(blob)));

        private void Line(string text) => _text.Append(text).Append('\n');
    }
}
