using System.Globalization;
using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Lets an allocation that is more than the machine has fail where it is asked for, as the exception of one plugin. Linux grants it otherwise, and kills the whole process when it is used.
/// Managed memory has a limit of its own, below this one, so that libtorch can go on where it is reached: <c>System.GC.HeapHardLimitPercent</c> in the program's project file.
/// </summary>
public static partial class MemoryLimit
{
    private const string OfManaged = "System.GC.HeapHardLimitPercent";
    private const double Most = 0.9;   // the rest is for the system and its other processes
    private const int Data = 2;   // RLIMIT_DATA: what is written to and belongs to the process alone

    private static int s_set;

    /// <summary>The machine's memory, or what a container leaves of it, in bytes.</summary>
    public static long Memory { get; } = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / PartOfManaged);

    // The runtime says the limit of managed memory where there is one.
    private static double PartOfManaged =>
        int.TryParse(AppContext.GetData(OfManaged) as string, NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
        && percent is > 0 and <= 100
            ? percent / 100.0
            : 1;

    /// <summary>Limits this process to nine tenths of the machine's memory; a lower limit stays. Does nothing off Linux, or the second time. Not for work on CUDA, whose driver maps more than it uses.</summary>
    public static void Set()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_set, 1) == 1) return;
        if (GetLimit(Data, out var limit) != 0 || limit.Soft <= (ulong)(Memory * Most)) return;
        limit.Soft = (ulong)(Memory * Most);
        _ = SetLimit(Data, in limit);   // where it is refused, all is as it was
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
