using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Workbench.Engine.Native;

/// <summary>The processor's name and its support for bfloat16.</summary>
public static class Processor
{
    private const int Leaf = 7, Avx512Bf16 = 1 << 5, AmxBf16 = 1 << 22;

    private const int FirstOfName = unchecked((int)0x80000002);

    /// <summary>The processor's name from CPUID; its architecture if CPUID has none.</summary>
    public static string Name { get; } = X86Base.IsSupported ? NameIn(X86Base.CpuId) : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>
    /// The properties by which libtorch chooses its kernels: name, model and instruction sets. A virtual machine may hide some of them.
    /// </summary>
    public static string Identity { get; } =
        X86Base.IsSupported
            ? $"{Name} {Hex(1, 0)} {Hex(7, 0)} {Hex(7, 1)} {Avx512F.IsSupported}"
            : $"{Name} {RuntimeInformation.OSDescription}";

    /// <summary>
    /// Whether the processor has bfloat16 instructions that libtorch uses: AVX512-BF16 or AMX-BF16. False on other architectures than x86,
    /// where it is not determined.
    /// </summary>
    public static bool HasBfloat16 { get; } =
        X86Base.IsSupported
        && Avx512F.IsSupported   // includes support by the operating system
        && Bfloat16In(X86Base.CpuId);

    /// <summary>Whether CPUID reports bfloat16 instructions.</summary>
    /// <param name="cpuid">EAX, EBX, ECX and EDX by leaf and subleaf.</param>
    internal static bool Bfloat16In(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        if (cpuid(0, 0).Eax < Leaf) return false;
        var features = cpuid(Leaf, 0);
        return (features.Edx & AmxBf16) != 0 || features.Eax >= 1 && (cpuid(Leaf, 1).Eax & Avx512Bf16) != 0;
    }

    // Omits EBX of leaf 1, which depends on the core that runs the instruction.
    private static string Hex(int leaf, int part)
    {
        if (X86Base.CpuId(0, 0).Eax < leaf) return "-";
        var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, part);
        return $"{eax:x}.{(leaf == 1 ? 0 : ebx):x}.{ecx:x}.{edx:x}";
    }

    /// <summary>The brand string of CPUID: three leaves of sixteen characters; the architecture if it has none.</summary>
    /// <param name="cpuid">EAX, EBX, ECX and EDX by leaf and subleaf.</param>
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
