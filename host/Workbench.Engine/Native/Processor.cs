using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Workbench.Engine.Native;

/// <summary>What the processor has that decides which precision is fast on it.</summary>
public static class Processor
{
    private const int Leaf = 7, Avx512Bf16 = 1 << 5, AmxBf16 = 1 << 22;

    private const int FirstOfName = unchecked((int)0x80000002);

    /// <summary>The processor's name, as it gives it; its architecture where it gives none.</summary>
    public static string Name { get; } = X86Base.IsSupported ? NameIn(X86Base.CpuId) : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>What decides which code libtorch chooses on it: name, model and instructions. A virtual machine may hide some of them.</summary>
    public static string Identity { get; } =
        X86Base.IsSupported
            ? $"{Name} {Hex(1, 0)} {Hex(7, 0)} {Hex(7, 1)} {Avx512F.IsSupported}"
            : $"{Name} {RuntimeInformation.OSDescription}";

    /// <summary>Whether it multiplies bfloat16 in hardware that libtorch uses: AVX512-BF16 or AMX-BF16. Of processors other than x86 it is not known, and false.</summary>
    public static bool HasBfloat16 { get; } = X86Base.IsSupported && Avx512F.IsSupported && Bfloat16In(X86Base.CpuId); // the second asks the operating system too

    /// <summary>The same of the answers to CPUID: EAX, EBX, ECX and EDX of a leaf and its part.</summary>
    internal static bool Bfloat16In(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        if (cpuid(0, 0).Eax < Leaf) return false;
        var features = cpuid(Leaf, 0);
        return (features.Edx & AmxBf16) != 0 || features.Eax >= 1 && (cpuid(Leaf, 1).Eax & Avx512Bf16) != 0;
    }

    // Without EBX of leaf 1, which says on which core the question ran.
    private static string Hex(int leaf, int part)
    {
        if (X86Base.CpuId(0, 0).Eax < leaf) return "-";
        var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, part);
        return $"{eax:x}.{(leaf == 1 ? 0 : ebx):x}.{ecx:x}.{edx:x}";
    }

    /// <summary>The name in the answers to CPUID: three leaves of sixteen characters.</summary>
    internal static string NameIn(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        if ((uint)cpuid(unchecked((int)0x80000000), 0).Eax < 0x80000004u) return RuntimeInformation.ProcessArchitecture.ToString();
        var name = new byte[48];
        for (var leaf = 0; leaf < 3; leaf++)
        {
            var (eax, ebx, ecx, edx) = cpuid(FirstOfName + leaf, 0);
            foreach (var (register, word) in new[] { eax, ebx, ecx, edx }.Index())
                BinaryPrimitives.WriteInt32LittleEndian(name.AsSpan(16 * leaf + 4 * register), word);
        }
        return Encoding.ASCII.GetString(name).TrimEnd('\0').Trim();
    }
}
