using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Makes glibc keep freed activations for the next pass. By default it maps a large tensor anew on every pass and the kernel
/// zeroes each page again, which costs up to 40 % of a batch.
/// </summary>
public static partial class Allocator
{
    private const int MTrimThreshold = -1, MMmapThreshold = -3, MPerturb = -6, MArenaMax = -8;

    /// <summary>Memory the heap may keep free before it gives some back to the system, in bytes: 2 GB, what a batch may take (<see cref="Runs.GridRun"/>).</summary>
    public const int KeptFree = int.MaxValue;

    // Larger blocks, such as a full-width head, are mapped on their own and go back at once.
    private const int LargestOnHeap = 1 << 30;

    /// <summary>Whether the running process has been tuned.</summary>
    public static bool Tuned { get; private set; }

    /// <summary>Raises the thresholds; has to run before libtorch allocates. Does nothing off glibc, or when <c>WORKBENCH_MALLOC=default</c>.</summary>
    public static void Tune()
    {
        if (Tuned || !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("WORKBENCH_MALLOC") == "default") return;
        try
        {
            // One arena: only the main one lives on the heap that can hold blocks over 64 MB.
            Tuned = MallOpt(MArenaMax, 1) == 1 & MallOpt(MMmapThreshold, LargestOnHeap) == 1 & MallOpt(MTrimThreshold, KeptFree) == 1;
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no mallopt and needs none.
        }
    }

    /// <summary>
    /// From now on memory that is handed out is full of garbage, always the same, so that reading what nobody wrote shows. Until disposed; then as <c>MALLOC_PERTURB_</c> says.
    /// Does nothing off glibc.
    /// </summary>
    public static IDisposable Garbage()
    {
        Perturb(0xA5);
        return new AsBefore();
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
            // musl.
        }
    }

    private sealed class AsBefore : IDisposable
    {
        public void Dispose() => Perturb(int.TryParse(Environment.GetEnvironmentVariable("MALLOC_PERTURB_"), out var own) ? own : 0);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallOpt(int parameter, int value);
}
