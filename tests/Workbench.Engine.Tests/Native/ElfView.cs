using System.Buffers.Binary;
using System.Text;

namespace Workbench.Engine.Tests.Native;

/// <summary>
/// The parts of an ELF64 library that a loader reads: undefined symbols with their versions, and required versions with their flags.
/// </summary>
internal sealed class ElfView
{
    private readonly byte[] _elf;

    public ElfView(byte[] elf)
    {
        _elf = elf;
        var table = (int)U64(0x28);
        var headers = Enumerable.Range(0, U16(0x3c)).Select(i => table + 64 * i).ToList();
        int Section(uint type) => headers.Single(header => U32(header + 4) == type);
        var (dynsym, versym, verneed) = (Section(11), Section(0x6fffffff), Section(0x6ffffffe));
        var strings = (int)U64(headers[(int)U32(dynsym + 40)] + 24);
        var symbols = (int)U64(dynsym + 24);
        for (var i = 1; i < (int)U64(dynsym + 32) / 24; i++)
            if (U16(symbols + 24 * i + 6) == 0)
                Undefined.Add((Text(strings + (int)U32(symbols + 24 * i)), U16((int)U64(versym + 24) + 2 * i)));
        var file = (int)U64(verneed + 24);
        for (var f = 0; f < (int)U32(verneed + 44); f++, file += (int)U32(file + 12))
        {
            var entry = file + (int)U32(file + 8);
            for (var v = 0; v < U16(file + 2); v++, entry += (int)U32(entry + 12))
                Versions[Text(strings + (int)U32(entry + 8))] = U16(entry + 4);
        }
    }

    public List<(string Name, ushort Version)> Undefined { get; } = [];

    public Dictionary<string, ushort> Versions { get; } = new(StringComparer.Ordinal);

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_elf.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_elf.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_elf.AsSpan(at));

    private string Text(int at) => Encoding.ASCII.GetString(_elf, at, Array.IndexOf(_elf, (byte)0, at) - at);
}
