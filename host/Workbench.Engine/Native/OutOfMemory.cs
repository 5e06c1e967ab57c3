using System.Runtime.InteropServices;

namespace Workbench.Engine.Native;

/// <summary>
/// Tells want of memory from every other failure, on the CPU and on CUDA. libtorch's comes through TorchSharp as an <see cref="ExternalException"/> of its text alone.
/// </summary>
public static class OutOfMemory
{
    private static readonly string[] s_texts =
    [
        "DefaultCPUAllocator: can't allocate memory", "DefaultCPUAllocator: not enough memory",   // libtorch's alloc_cpu.cpp: Linux and macOS, Windows
        "CUDA out of memory", "CUDA error: out of memory",                                        // its caching allocator, and the driver
        "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED", "DEVICE_ALLOCATION_FAILED",    // workspaces
        "std::bad_alloc", "bad allocation",
    ];

    /// <summary>Whether it, or what caused it, is want of memory.</summary>
    public static bool Is(Exception error) => error switch
    {
        OutOfMemoryException => true,
        ExternalException when s_texts.Any(text => error.Message.Contains(text, StringComparison.Ordinal)) => true,
        AggregateException several => several.InnerExceptions.Any(Is),
        _ => error.InnerException is { } cause && Is(cause),
    };

    /// <summary>What was asked for, in a line: libtorch appends its stack, and begins with a place in its sources.</summary>
    public static string Reason(Exception error)
    {
        var cause = error;
        while (cause is AggregateException several ? several.InnerExceptions.FirstOrDefault(Is) is { } inner : (inner = cause.InnerException) is not null && Is(inner)) cause = inner;
        var line = cause.Message.Split('\n')[0].Trim();
        return s_texts.Select(text => line.IndexOf(text, StringComparison.Ordinal)).Where(at => at > 0).Select(at => line[at..]).FirstOrDefault(line);
    }
}
