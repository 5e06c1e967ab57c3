using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Tunes glibc to keep freed activations for the next pass. By default it maps each large tensor anew on every pass, and the kernel zeroes
/// its pages again, which takes up to 40 % of a batch's time.
/// </summary>
public static partial class Allocator
{
    private const int MTrimThreshold = -1, MMmapThreshold = -3, MPerturb = -6, MArenaMax = -8;

    /// <summary>
    /// Free memory in bytes that the heap may keep before it returns some to the system: 2 GB, the budget of a batch
    /// (<see cref="Runs.GridRun"/>).
    /// </summary>
    public const int KeptFree = int.MaxValue;

    // Larger blocks, such as a full-width head, are mapped separately and returned to the system when freed.
    private const int LargestOnHeap = 1 << 30;

    /// <summary>Whether <see cref="Tune"/> changed the allocator of this process.</summary>
    public static bool IsTuned { get; private set; }

    /// <summary>
    /// Raises the thresholds. Call it before libtorch allocates. Does nothing without glibc, or if <c>WORKBENCH_MALLOC=default</c>.
    /// </summary>
    public static void Tune()
    {
        if (IsTuned || !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("WORKBENCH_MALLOC") == "default") return;
        try
        {
            // One arena: only the main arena's heap can hold blocks over 64 MB.
            IsTuned = MallOpt(MArenaMax, 1) == 1 & MallOpt(MMmapThreshold, LargestOnHeap) == 1 & MallOpt(MTrimThreshold, KeptFree) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt and does not need it.
        }
    }

    /// <summary>
    /// Fills newly allocated memory with a fixed byte pattern until disposed, so that reads of uninitialised memory show. Disposal restores
    /// the setting of <c>MALLOC_PERTURB_</c>. Does nothing without glibc.
    /// </summary>
    public static IDisposable FillWithGarbage()
    {
        Perturb(0xA5);
        return new RestoredSetting();
    }

    private static void Perturb(int value)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallOpt(MPerturb, value);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt.
        }
    }

    private sealed class RestoredSetting : IDisposable
    {
        public void Dispose() => Perturb(int.TryParse(Environment.GetEnvironmentVariable("MALLOC_PERTURB_"), out var own) ? own : 0);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallOpt(int parameter, int value);
}
