using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Workbench.Testing;

/// <summary>
/// Makes a copy of an assembly as an edit of its sources would. The copy can be hashed or loaded; the edited method cannot run.
/// </summary>
public static class EditedAssembly
{
    private const byte FirstArgument = 0x02,
        FourthArgument = 0x05,
        LaterArgument = 0x0E,
        LaterLocal = 0x13; // opcodes: ldarg.0 to ldarg.3, ldarg.s to stloc.s
    private const int TinyFormat = 2, TinyHeader = 1, FatHeader = 12, GuidSize = 16;

    /// <summary>Returns the assembly of another build, in which a method first reads another argument or variable.</summary>
    /// <param name="assembly">The bytes of the assembly, which are not changed.</param>
    /// <param name="type">Full name of a class that is not nested.</param>
    /// <param name="method">Name of a method. The first one with code is edited; it must start by reading an argument or variable.</param>
    /// <exception cref="InvalidOperationException">The method does not exist, or starts with another instruction.</exception>
    public static byte[] CreateWithEditedMethod(byte[] assembly, string type, string method)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var metadata = file.GetMetadataReader();
        var owner = metadata
            .TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Single(one => $"{metadata.GetString(one.Namespace)}.{metadata.GetString(one.Name)}" == type);
        var found = owner
            .GetMethods()
            .Select(metadata.GetMethodDefinition)
            .First(one => metadata.GetString(one.Name) == method && one.RelativeVirtualAddress != 0);
        byte[] edited = [.. assembly];
        var code = FileOffset(file.PEHeaders, found.RelativeVirtualAddress);
        code += (assembly[code] & 3) == TinyFormat ? TinyHeader : FatHeader;
        if (assembly[code] is >= FirstArgument and <= FourthArgument) edited[code] ^= 1;
        else if (assembly[code] is >= LaterArgument and <= LaterLocal) edited[code + 1] ^= 1;
        else throw new InvalidOperationException($"{type}.{method} starts with the instruction {assembly[code]:x2}.");
        // Another edit is another build, so entries that are cached by the module's id must not match.
        var id =
            metadata.GetHeapMetadataOffset(HeapIndex.Guid)
            + file.PEHeaders.MetadataStartOffset
            + GuidSize * (metadata.GetHeapOffset(metadata.GetModuleDefinition().Mvid) - 1);
        SHA256.HashData(edited).AsSpan(0, GuidSize).CopyTo(edited.AsSpan(id));
        return edited;
    }

    private static int FileOffset(PEHeaders headers, int address)
    {
        var section = headers.SectionHeaders[headers.GetContainingSectionIndex(address)];
        return address - section.VirtualAddress + section.PointerToRawData;
    }
}
