using System.Runtime.Intrinsics.X86;

namespace Workbench.Engine.Native;

/// <summary>What the processor has that decides which precision is fast on it.</summary>
public static class Processor
{
    private const int Leaf = 7, Avx512Bf16 = 1 << 5, AmxBf16 = 1 << 22;

    /// <summary>Whether it multiplies bfloat16 in hardware that libtorch uses: AVX512-BF16 or AMX-BF16. Of processors other than x86 it is not known, and false.</summary>
    public static bool HasBfloat16 { get; } = X86Base.IsSupported && Avx512F.IsSupported && Bfloat16In(X86Base.CpuId);   // the second asks the operating system too

    /// <summary>The same of the answers to CPUID: EAX, EBX, ECX and EDX of a leaf and its part.</summary>
    internal static bool Bfloat16In(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        if (cpuid(0, 0).Eax < Leaf) return false;
        var features = cpuid(Leaf, 0);
        return (features.Edx & AmxBf16) != 0 || features.Eax >= 1 && (cpuid(Leaf, 1).Eax & Avx512Bf16) != 0;
    }
}
