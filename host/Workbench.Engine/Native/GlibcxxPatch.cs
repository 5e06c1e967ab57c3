using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Workbench.Data;

namespace Workbench.Engine.Native;

/// <summary>
/// Lets TorchSharp 0.107.0 run where libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04).
/// <c>libLibTorchSharp.so</c> requires version <c>GLIBCXX_3.4.32</c> for one symbol, an initialiser of iostreams that is redundant once
/// libtorch_cpu has initialised them. The patched copy imports <c>getpid</c> (no arguments, no effect) instead and marks the missing
/// version as weak.
/// </summary>
public static class GlibcxxPatch
{
    internal const string Symbol = "_ZSt21ios_base_library_initv";
    private const string Replacement = "getpid";
    private const string Version = "GLIBCXX_3.4.32";

    /// <summary>The path of a library that this system can load: the given one, or a patched copy in the cache.</summary>
    /// <param name="library">Path of <c>libLibTorchSharp.so</c>.</param>
    public static string Apply(string library) => SystemHasSymbol() ? library : PatchedCopy(library);

    /// <summary>Whether the system's libstdc++ has the symbol; then the library loads without a patch.</summary>
    public static bool SystemHasSymbol() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var handle) && NativeLibrary.TryGetExport(handle, Symbol, out _);

    private static string PatchedCopy(string library)
    {
        var bytes = File.ReadAllBytes(library);
        var key = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var target = Path.Combine(CacheFolders.Root, "native", key, Path.GetFileName(library));
        if (File.Exists(target)) return target;
        if (!Patch(bytes)) return library;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.{Environment.ProcessId}";
        File.WriteAllBytes(partial, bytes);
        File.Move(partial, target, overwrite: true);   // atomic: two processes that start at once both get a complete file
        return target;
    }

    /// <summary>Patches an ELF64 image in place.</summary>
    /// <returns>False if it does not import the symbol or require the version; then it is unchanged.</returns>
    public static bool Patch(Span<byte> elf)
    {
        var sections = Sections(elf);
        var (strings, _) = sections[".dynstr"];
        var (symbols, symbolsSize) = sections[".dynsym"];
        var (versions, _) = sections[".gnu.version"];
        var (needs, _) = sections[".gnu.version_r"];

        var symbol = IndexOfSymbol(elf, symbols, symbolsSize, strings);
        var need = NeedOffset(elf, needs, strings);
        if (symbol < 0 || need < 0) return false;

        var name = strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(symbols + symbol * 24)..]);
        Encoding.ASCII.GetBytes(Replacement + '\0', elf[name..]);
        BinaryPrimitives.WriteUInt16LittleEndian(elf[(versions + symbol * 2)..], 1);           // VER_NDX_GLOBAL: any version
        var flags = elf[(need + 4)..];
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | 2));   // VER_FLG_WEAK
        return true;
    }

    private static int IndexOfSymbol(ReadOnlySpan<byte> elf, int symbols, int size, int strings)
    {
        for (var i = 0; i < size / 24; i++)
            if (StringAt(elf, strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(symbols + i * 24)..])) == Symbol) return i;
        return -1;
    }

    // .gnu.version_r: a chain of Verneed (file) records, each with a chain of Vernaux (version) records.
    private static int NeedOffset(ReadOnlySpan<byte> elf, int needs, int strings)
    {
        for (var file = needs; ;)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[(file + 2)..]);
            var entry = file + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(file + 8)..]);
            for (var i = 0; i < count; i++)
            {
                if (StringAt(elf, strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 8)..])) == Version) return entry;
                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 12)..]);
            }
            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(file + 12)..]);
            if (next == 0) return -1;
            file += next;
        }
    }

    private static Dictionary<string, (int Offset, int Size)> Sections(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2)
            throw new TorchRuntimeException("libLibTorchSharp.so is not a 64-bit ELF file.");
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]), names = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3e..]);
        var nameTable = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(table + names * 64 + 0x18)..]);
        var found = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var header = elf[(table + i * 64)..];
            var name = StringAt(elf, nameTable + (int)BinaryPrimitives.ReadUInt32LittleEndian(header));
            found[name] = (
                (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]),
                (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]));
        }
        return found;
    }

    private static string StringAt(ReadOnlySpan<byte> elf, int offset)
    {
        var rest = elf[offset..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
