using System.Globalization;
using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Limits the process's memory, so that an allocation larger than the machine fails at its call, as an exception of one plugin. Without the
/// limit Linux grants it and kills the process once it is used. Managed memory has its own lower limit
/// (<c>System.GC.HeapHardLimitPercent</c> in the program's project file), so that libtorch can continue when that one is reached.
/// </summary>
public static partial class MemoryLimit
{
    private const string ManagedLimitSetting = "System.GC.HeapHardLimitPercent";
    private const double MaximumShare = 0.9;   // the rest is left to the system and other processes
    private const int RlimitData = 2;   // RLIMIT_DATA: private writable memory

    private static int s_set;

    /// <summary>The machine's memory, or the container's limit, in bytes.</summary>
    public static long Memory { get; } = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ManagedShare);

    // If managed memory has a limit, the runtime reports that limit as the available memory.
    private static double ManagedShare =>
        int.TryParse(AppContext.GetData(ManagedLimitSetting) as string, NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
        && percent is > 0 and <= 100
            ? percent / 100.0
            : 1;

    /// <summary>
    /// Limits this process to nine tenths of <see cref="Memory"/>; a lower limit stays. Does nothing on other systems than Linux, or on a
    /// second call. Not for work on CUDA, whose driver maps more memory than it uses.
    /// </summary>
    public static void Set()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_set, 1) == 1) return;
        if (GetLimit(RlimitData, out var limit) != 0 || limit.Soft <= (ulong)(Memory * MaximumShare)) return;
        limit.Soft = (ulong)(Memory * MaximumShare);
        _ = SetLimit(RlimitData, in limit);   // on failure the old limit stays
    }

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);
}
